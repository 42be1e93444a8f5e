/// A link of this run of the node. Numbers count up from 1 and are never used twice.
package struct LinkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt64

    package init(number: UInt64) { self.number = number }

    package var description: String { "#\(number)" }

    package static func < (left: LinkID, right: LinkID) -> Bool { left.number < right.number }
}
