import ComityCore

/// The figures that the demonstration ends with; its JSON is that of the interface.
struct DemoFigures {
    struct Matches {
        var proposed = 0
        var correct = 0
        var wanted = 0

        /// Whether the files say what is true.
        var isMeasured = false

        /// One where nothing was proposed, as nothing proposed is wrong; nil if nobody knows what is true.
        var precision: Double? { isMeasured ? proposed == 0 ? 1 : Double(correct) / Double(proposed) : nil }
        var recall: Double? { isMeasured ? wanted == 0 ? 1 : Double(correct) / Double(wanted) : nil }
    }

    struct Trail {
        let events: Int64
        let isVerified: Bool
    }

    var nodes = 0
    var recordsImported = 0
    var disclosed: Int64 = 0
    var withheld: Int64 = 0
    /// Records held by an agency, by origin.
    var held: [AgencyID: [AgencyID: Int64]] = [:]
    var leaks = 0
    var syncSeconds = 0.0
    var wireBytes: Int64 = 0
    var liveEditMilliseconds: Int64 = 0
    var withdrawMilliseconds: Int64 = 0
    var matches = Matches()
    var trails: [AgencyID: Trail] = [:]

    var wireBytesPerRecord: Double { disclosed == 0 ? 0 : Double(wireBytes) / Double(disclosed) }

    var json: JSONValue {
        .object([
            JSONMember("nodes", .integer(Int64(nodes))),
            JSONMember("records_imported", .integer(Int64(recordsImported))),
            JSONMember("disclosed", .integer(disclosed)), JSONMember("withheld", .integer(withheld)),
            JSONMember("peers", .object(held.sorted { $0.key < $1.key }.map(heldMember))),
            JSONMember("leaks", .integer(Int64(leaks))), JSONMember("sync_seconds", .decimal(rounded(syncSeconds))),
            JSONMember("wire_bytes_per_record", .decimal(rounded(wireBytesPerRecord))),
            JSONMember("live_edit_ms", .integer(liveEditMilliseconds)),
            JSONMember("withdraw_ms", .integer(withdrawMilliseconds)),
            JSONMember(
                "matches",
                .object([
                    JSONMember("proposed", .integer(Int64(matches.proposed))),
                    JSONMember("precision", measure(matches.precision)),
                    JSONMember("recall", measure(matches.recall)),
                ])),
            JSONMember("audit", .object(trails.sorted { $0.key < $1.key }.map(trailMember))),
        ])
    }

    /// The same as rows of a table.
    var rows: [(String, String)] {
        var rows = [
            ("records imported", "\(recordsImported)"), ("disclosed (record, partner) pairs", "\(disclosed)"),
            ("withheld pairs", "\(withheld)"), ("fields leaked", "\(leaks)"),
            ("sync", "\(Decimals.text(syncSeconds, places: 2)) s"),
            ("wire", "\(Decimals.text(wireBytesPerRecord, places: 1)) bytes a disclosed record"),
            ("live edit, commit to commit", "\(liveEditMilliseconds) ms"),
            ("withdrawal, commit to commit", "\(withdrawMilliseconds) ms"),
            ("matches proposed", "\(matches.proposed)"),
            ("precision", Self.text(matches.precision)),
            ("recall", Self.text(matches.recall)),
        ]
        for (agency, trail) in trails.sorted(by: { $0.key < $1.key }) {
            rows.append(
                ("audit trail of \(agency)", "\(trail.events) events, \(trail.isVerified ? "verified" : "FAULTY")"))
        }
        return rows
    }

    private func measure(_ share: Double?) -> JSONValue { share.map { .decimal(rounded($0)) } ?? .null }

    private static func text(_ share: Double?) -> String { share.map { Decimals.text($0, places: 4) } ?? "-" }

    private func heldMember(_ agency: AgencyID, _ origins: [AgencyID: Int64]) -> JSONMember {
        JSONMember(
            agency.text,
            .object(
                origins.sorted { $0.key < $1.key }.map {
                    JSONMember($0.key.text, .object([JSONMember("records", .integer($0.value))]))
                }))
    }

    private func trailMember(_ agency: AgencyID, _ trail: Trail) -> JSONMember {
        JSONMember(
            agency.text,
            .object([
                JSONMember("events", .integer(trail.events)), JSONMember("verified", .boolean(trail.isVerified)),
            ]))
    }

    private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}

/// Numbers with a fixed count of places, without locale.
enum Decimals {
    static func text(_ value: Double, places: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((value * Double(scale)).rounded())
        let fraction = String(scaled.magnitude % UInt64(scale))
        let whole = "\(scaled < 0 ? "-" : "")\(scaled.magnitude / UInt64(scale))"
        return places == 0 ? whole : "\(whole).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }
}
