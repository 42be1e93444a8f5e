import ComityCore
import ComityNode
import ComitySimulator
import Testing

/// Requests of people, as the command line makes them.
extension Scene {
    func answer(
        _ place: Int, _ name: String, _ arguments: CBORValue, purpose: String? = "investigation"
    ) -> ControlAnswer {
        nodes[place].node.perform(
            ControlRequest(name, arguments, purpose: purpose, user: "analyst"),
            now: world.clock(of: nodes[place].agency))
    }

    /// Asks and collects the rows.
    func ask(
        _ place: Int, _ name: String, _ arguments: CBORValue, purpose: String? = "investigation"
    ) throws -> (rows: [CBORValue], result: CBORValue) {
        switch answer(place, name, arguments, purpose: purpose) {
        case .result(let result): return ([], result)
        case .rows(let rows, let result): return (rows, result)
        case .failure(let failure): throw failure
        case .job(let job):
            var rows: [CBORValue] = []
            while true {
                let step = job.step(now: world.clock(of: nodes[place].agency))
                rows += step.replies.compactMap { if case .row(let row) = $0 { row } else { nil } }
                switch step.next {
                case .again, .after: continue
                case .result(let result): return (rows, result)
                case .failure(let failure): throw failure
                }
            }
        }
    }

    func texts(_ rows: [CBORValue], _ key: String) -> [String] { rows.map { $0[.text(key)]?.textValue ?? "" } }
}
