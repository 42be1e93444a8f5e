import ComityCore
import ComityCrypto

/// The blocks of a file of the index: its bytes in pieces of one size, the last shorter, each sealed by AES-256-GCM
/// under the file's key. A key seals one file, and a file is written once, so the number of a block is its nonce.
/// Specs/linkage-index.md#blocks
private enum IndexBlock {
    /// Large enough that the tag costs nothing, small enough to stay in the processor's cache.
    static let plainBytes = 1 << 16

    static func nonce(_ number: UInt64) -> [UInt8] {
        [UInt8](repeating: 0, count: AESGCM.nonceBytes - 8) + bigEndianBytes(number)
    }

    /// What a block is bound to: this purpose and the number of its segment.
    static func associated(_ file: IndexList.File) -> [UInt8] {
        Array("comity/index/v1".utf8) + bigEndianBytes(file.number)
    }
}

/// Cuts bytes into blocks and seals them.
struct BlockWriter {
    private let file: IndexList.File
    private let associated: [UInt8]
    private let append: ([UInt8]) throws -> Void
    private var waiting: [UInt8] = []
    private var number: UInt64 = 0

    init(_ file: IndexList.File, _ append: @escaping ([UInt8]) throws -> Void) {
        self.file = file
        self.append = append
        associated = IndexBlock.associated(file)
        waiting.reserveCapacity(IndexBlock.plainBytes)
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(IndexBlock.plainBytes - waiting.count)
            waiting.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
            if waiting.count == IndexBlock.plainBytes { try seal() }
        }
    }

    mutating func finish() throws {
        if !waiting.isEmpty { try seal() }
    }

    private mutating func seal() throws {
        try append(
            AESGCM.seal(waiting, key: file.key, nonce: IndexBlock.nonce(number), authenticating: associated))
        waiting.removeAll(keepingCapacity: true)
        number += 1
    }
}

/// Opens blocks and joins their bytes again.
struct BlockReader {
    private let file: IndexList.File
    private let associated: [UInt8]
    private let next: (Int) throws -> [UInt8]
    private var opened: [UInt8] = []
    private var place = 0
    /// Bytes of the file that are not opened yet.
    private var left: Int
    private var number: UInt64 = 0

    init(_ file: IndexList.File, _ next: @escaping (Int) throws -> [UInt8]) {
        self.file = file
        self.next = next
        associated = IndexBlock.associated(file)
        left = file.byteCount
    }

    /// - Throws: `corrupt` if the file does not hold what was sealed.
    mutating func fill(_ memory: UnsafeMutableRawBufferPointer) throws {
        var filled = 0
        while filled < memory.count {
            if place == opened.count { try open() }
            let count = min(opened.count - place, memory.count - filled)
            opened.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: memory[filled..<filled + count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[place..<place + count]))
            }
            place += count
            filled += count
        }
    }

    /// - Throws: `corrupt` if there is more than there should be.
    mutating func finish() throws {
        guard left == 0, place == opened.count, try next(1).isEmpty else { throw corrupt("it is too long") }
    }

    private mutating func open() throws {
        let plainBytes = min(left, IndexBlock.plainBytes)
        let sealed = try next(plainBytes + AESGCM.tagBytes)
        guard plainBytes > 0, sealed.count == plainBytes + AESGCM.tagBytes else { throw corrupt("it is too short") }
        do {
            opened = try AESGCM.open(
                sealed, key: file.key, nonce: IndexBlock.nonce(number), authenticating: associated)
        } catch {
            throw corrupt("block \(number) is not what was sealed")
        }
        place = 0
        left -= plainBytes
        number += 1
    }

    private func corrupt(_ reason: String) -> StoreError {
        StoreError(.corrupt, "the file `\(file.name)` of the index is damaged: \(reason)")
    }
}
