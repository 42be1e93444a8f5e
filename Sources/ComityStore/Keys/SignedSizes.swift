package import ComityCore

/// The last size and root that this node signed of each of its logs, kept outside the store and its backups: a store
/// that knows less was rolled back. Specs/feed.md#restores
package struct SignedSizes {
    package struct Mark: Hashable, Sendable {
        package let size: TreeSize
        package let root: Digest

        package init(size: TreeSize, root: Digest) {
            self.size = size
            self.root = root
        }
    }

    private struct Content: KeyFileContent {
        static let file = "signed"

        var marks: [String: Mark] = [:]

        init() {}

        init(reading reader: inout CBORReader) throws {
            for _ in 0..<(try reader.array()) {
                try reader.array(count: 3)
                let name = try reader.text()
                marks[name] = Mark(size: try reader.treeSize(), root: try reader.digest())
            }
        }

        func write(into writer: inout CBORWriter) {
            writer.array(count: marks.count)
            for (name, mark) in marks.sorted(by: { $0.key < $1.key }) {
                writer.array(count: 3)
                writer.text(name)
                writer.unsigned(mark.size.value)
                writer.digest(mark.root)
            }
        }
    }

    private var file: KeyFileState<Content>
    private var marks: [String: Mark] { file.content.marks }

    package init(folder: any KeyFolder) throws {
        file = try KeyFileState(readingFrom: folder) ?? KeyFileState(in: folder, startingFrom: Content())
    }

    /// Whether nothing was ever signed, or the file is gone.
    package var isEmpty: Bool { marks.isEmpty }

    /// The mark of a log, named by the origin line of its checkpoints.
    package subscript(log: String) -> Mark? { marks[log] }

    /// The highest epoch of a log of which anything was signed.
    /// - Parameter origin: the origin line of its checkpoints up to the epoch.
    package func newestEpoch(_ origin: String) -> Epoch? {
        marks.keys.compactMap { epoch(of: $0, after: origin) }.max()
    }

    /// The marks of all epochs of a log, oldest epoch first.
    /// - Parameter origin: the origin line of its checkpoints up to the epoch.
    package func marks(ofAllEpochs origin: String) -> [(epoch: Epoch, mark: Mark)] {
        marks.compactMap { name, mark in epoch(of: name, after: origin).map { ($0, mark) } }
            .sorted { $0.epoch < $1.epoch }
    }

    private func epoch(of name: String, after origin: String) -> Epoch? {
        guard name.hasPrefix(origin), let number = UInt32(name.dropFirst(origin.count)) else { return nil }
        return Epoch(number)
    }

    /// Remembers larger sizes, durably when this returns. A smaller size than before is not taken.
    package mutating func record(_ news: [(log: String, mark: Mark)]) throws {
        let news = news.filter { log, mark in marks[log].map { $0.size < mark.size } ?? true }
        guard !news.isEmpty else { return }
        try file.change { content in
            for (log, mark) in news where content.marks[log].map({ $0.size < mark.size }) ?? true {
                content.marks[log] = mark
            }
        }
    }
}
