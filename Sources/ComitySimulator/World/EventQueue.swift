import ComityCore

/// Events in the order of their times; those of one time in the order in which they were put in. A binary heap.
struct EventQueue<Event> {
    private struct Item {
        let at: Timestamp
        let number: Int
        let event: Event

        func comes(before other: Item) -> Bool { (at, number) < (other.at, other.number) }
    }

    private var items: [Item] = []
    private var nextNumber = 0

    /// When the first event is due.
    var nextTime: Timestamp? { items.first?.at }

    /// Complexity: O(log n).
    mutating func add(_ event: Event, at time: Timestamp) {
        items.append(Item(at: time, number: nextNumber, event: event))
        nextNumber += 1
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child].comes(before: items[parent]) else { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the first event out. Complexity: O(log n).
    mutating func next() -> (at: Timestamp, event: Event)? {
        guard let first = items.first else { return nil }
        let last = items.removeLast()
        if !items.isEmpty {
            items[0] = last
            sink()
        }
        return (first.at, first.event)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < items.count {
                if items[child].comes(before: items[least]) { least = child }
            }
            guard least != parent else { return }
            items.swapAt(parent, least)
            parent = least
        }
    }
}
