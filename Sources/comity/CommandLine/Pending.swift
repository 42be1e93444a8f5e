import ComityCore
import ComityNode
import ComityServer

enum NodeDoor {
    static func open(_ home: HomeLayout, user: String) throws(ControlFailure) -> any ControlChannel {
        throw ControlFailure("not-offered", "this build has no node yet", exit: .unreachable)
    }
}
struct NodeRunOptions {
    let home: HomeLayout
    let listen: [String]
    let logLevel: LogLevel?
    let logFormat: LogFormat?
}
enum NodeProgram {
    static func run(_ options: NodeRunOptions) throws(ControlFailure) {
        throw ControlFailure("not-offered", "this build has no node yet", exit: .unreachable)
    }
}
