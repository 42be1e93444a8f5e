import ComityCore
import ComityStore

/// Files of an index in memory. The power may fail after so many further writes; a file that was being made then is
/// there in part.
final class FaultyIndexFolder: IndexFolder {
    var files: [String: [UInt8]] = [:]
    /// Writes until the power fails; shared with the key folder of the same machine.
    let power: Power

    final class Power {
        var writesLeft: Int?

        func use() throws {
            guard let left = writesLeft else { return }
            writesLeft = left - 1
            if left <= 0 { throw StoreError(.locked, "the power failed") }
        }
    }

    init(_ power: Power = Power()) { self.power = power }

    func names() -> [String] { files.keys.sorted() }

    func create(_ name: String, _ body: (_ append: @escaping ([UInt8]) throws -> Void) throws -> Void) throws {
        files[name] = []
        try body { bytes in
            try self.power.use()
            self.files[name]?.append(contentsOf: bytes)
        }
    }

    func read<Result>(
        _ name: String, _ body: (_ next: @escaping (Int) throws -> [UInt8]) throws -> Result
    ) throws -> Result? {
        guard let bytes = files[name] else { return nil }
        var place = 0
        return try body { count in
            let part = Array(bytes[place..<min(place + count, bytes.count)])
            place += part.count
            return part
        }
    }

    func remove(_ name: String) throws {
        guard files[name] != nil else { return }
        try power.use()
        files[name] = nil
    }
}

/// A key folder on the same power.
final class PoweredKeyFolder: KeyFolder {
    var files: [String: [UInt8]] = [:]
    private let power: FaultyIndexFolder.Power

    init(_ power: FaultyIndexFolder.Power) { self.power = power }

    func read(_ name: String) -> [UInt8]? { files[name] }

    func replace(_ name: String, with bytes: [UInt8]) throws {
        try power.use()
        files[name] = bytes
    }
}
