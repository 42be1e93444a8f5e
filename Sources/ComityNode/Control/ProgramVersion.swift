/// The versions of this build. Program, protocol and store change apart from each other: CHANGELOG.md
package enum ProgramVersion {
    /// Semantic version of the program.
    package static let program = "0.1.0"
    /// What two nodes must have in common to speak at all; the number in ALPN `comity/1`.
    package static let protocolNumber: Int64 = 1
}
