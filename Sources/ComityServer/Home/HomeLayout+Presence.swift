package import ComityNode
internal import Glibc

extension HomeLayout {
    /// - Throws: exit 69 if there is no node in this folder, or nobody may look.
    package func checkPresent() throws(ControlFailure) {
        guard access(cardPath, F_OK) != 0 else { return }
        let number = errno
        guard number == ENOENT || number == ENOTDIR else {
            throw ControlFailure(
                "home-unusable", "cannot look into `\(path)`: \(systemReason(number))", exit: .unreachable)
        }
        throw ControlFailure(
            "no-home", "`\(path)` holds no node",
            hints: ["make one with `comity init`, or name another home with `--home DIR`"], exit: .unreachable)
    }
}
