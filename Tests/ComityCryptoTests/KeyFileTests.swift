import ComityCore
import ComityCrypto
import Foundation
import Testing

@Suite struct KeyFileTests {
    let passphrase = Array("correct horse".utf8)

    @Test(arguments: try VectorCase.loadFolder("key-file"))
    func keyFiles(_ vector: VectorCase) throws {
        let bytes = try vector.bytes("file")
        let passphrase = vector.optional("passphrase").map { Array($0.utf8) }
        let result = try vector.text("result")
        if result == "valid" {
            #expect(try content(bytes, passphrase) == vector.bytes("content"))
            #expect(try KeyFile(decoding: bytes).purpose == vector.text("purpose"))
        } else {
            let error = #expect(throws: CryptoError.self) { try content(bytes, passphrase) }
            #expect(error?.code == result)
            #expect(error?.family == .local)
        }
    }

    @Test func everyFlippedBitIsFound() throws {
        let lock = try KeyLock(passphrase: passphrase, salt: Array(0..<16), cost: .least)
        for lock in [nil, lock] {
            let bytes = KeyFile.encode([1, 2, 3], purpose: "node", lock: lock)
            for bit in 0..<bytes.count * 8 {
                var altered = bytes
                altered[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(throws: CryptoError(.malformedKeyFile, "")) { try KeyFile(decoding: altered) }
            }
        }
    }

    @Test func sealingHidesAndDependsOnTheContent() throws {
        let lock = try KeyLock(passphrase: passphrase, salt: Array(0..<16), cost: .least)
        let secret = Array("a secret of a node".utf8)
        let bytes = KeyFile.encode(secret, purpose: "node", lock: lock)
        #expect(!Data(bytes).contains(secret: secret))
        #expect(bytes == KeyFile.encode(secret, purpose: "node", lock: lock))
        #expect(bytes.suffix(60) != KeyFile.encode(secret, purpose: "root", lock: lock).suffix(60))
    }

    @Test func aDirectoryKeepsAndLocks() throws {
        try withFolder { folder in
            var random = SeededRandom(seed: 21)
            let plain = try KeyDirectory(path: folder)
            #expect(try plain.read("node") == nil)
            try plain.replace("node", with: [1])
            try plain.replace("node", with: [2, 3])
            #expect(try KeyDirectory(path: folder).read("node") == [2, 3])
            #expect(try mode(plain.file("node")) == 0o600)
            #expect(try mode(folder) == 0o700)

            let locked = try KeyDirectory(path: folder, passphrase: passphrase)
            #expect(throws: CryptoError(.keyFile, "")) { try locked.replace("node", with: [4]) }
            try locked.prepareLock(from: "node", cost: .least, &random)
            try locked.replace("node", with: [4])
            try locked.replace("tls", with: [5])
            try locked.replace("signed", with: [6])

            let again = try KeyDirectory(path: folder, passphrase: passphrase)
            #expect(try again.read("node") == [4])
            #expect(try again.read("tls") == [5])
            #expect(throws: CryptoError(.wrongPassphrase, "")) { try plain.read("tls") }
            #expect(try plain.read("signed") == [6])
            let wrong = try KeyDirectory(path: folder, passphrase: [7])
            for _ in 0..<2 { #expect(throws: CryptoError(.wrongPassphrase, "")) { try wrong.read("tls") } }
            #expect(throws: CryptoError(.wrongPassphrase, "")) {
                try wrong.prepareLock(from: "tls", cost: .least, &random)
            }
            #expect(try KeyDirectory.read(again.file("tls"), purpose: "tls", passphrase: passphrase) == [5])
        }
    }

    @Test func aReplacedSecretIsErased() throws {
        try withFolder { folder in
            let keys = try KeyDirectory(path: folder)
            let secret = Array("the old secret, 32 bytes long...".utf8)
            try keys.replace("salts", with: secret)
            // A second name for the old file shows what becomes of its bytes.
            try FileManager.default.linkItem(atPath: keys.file("salts"), toPath: folder + "/old")
            try keys.replace("salts", with: [1])
            let old = try Data(contentsOf: URL(fileURLWithPath: folder + "/old"))
            #expect(old.allSatisfy { $0 == 0 } && !old.isEmpty)
            #expect(try keys.read("salts") == [1])
        }
    }

    @Test func whatAnInterruptedReplacementLeftIsIgnored() throws {
        try withFolder { folder in
            let keys = try KeyDirectory(path: folder)
            try keys.replace("node", with: [1])
            try Data([9, 9]).write(to: URL(fileURLWithPath: keys.file("node") + ".new"))
            #expect(try keys.read("node") == [1])
            try keys.replace("node", with: [2])
            #expect(try keys.read("node") == [2])
            #expect(!FileManager.default.fileExists(atPath: keys.file("node") + ".new"))
        }
    }

    @Test func filesThatOthersMayUseAreRefused() throws {
        try withFolder { folder in
            let keys = try KeyDirectory(path: folder)
            try keys.replace("node", with: [1])
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: keys.file("node"))
            let error = #expect(throws: CryptoError.self) { try keys.read("node") }
            #expect(error?.kind == .keyFile)
            #expect(error?.reason.contains("run `chmod go= \(keys.file("node"))`") == true)
            try FileManager.default.createSymbolicLink(
                atPath: keys.file("tls"), withDestinationPath: keys.file("node"))
            #expect(throws: CryptoError(.keyFile, "")) { try keys.read("tls") }
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
            #expect(throws: CryptoError(.keyFile, "")) { try KeyDirectory(path: folder) }
        }
    }

    @Test func nothingIsReplacedThatCouldNotBeErased() throws {
        try withFolder { folder in
            let keys = try KeyDirectory(path: folder)
            try keys.replace("node", with: [1])
            // Opening a link to write fails, whoever asks; a file that may not be written is the same case.
            try FileManager.default.createSymbolicLink(
                atPath: keys.file("seals"), withDestinationPath: keys.file("node"))
            #expect(throws: CryptoError(.keyFile, "")) { try keys.replace("seals", with: [2]) }
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: keys.file("seals")) == keys.file("node"))
            #expect(try keys.read("node") == [1])
        }
    }

    @Test func oneKeyCannotStandForAnother() throws {
        try withFolder { folder in
            let keys = try KeyDirectory(path: folder)
            try keys.replace("node", with: [1])
            try FileManager.default.copyItem(atPath: keys.file("node"), toPath: keys.file("root"))
            let error = #expect(throws: CryptoError(.malformedKeyFile, "")) { try keys.read("root") }
            #expect(error?.reason == "`\(keys.file("root"))`: it holds the key `node`")
        }
    }

    @Test func anEmptyPassphraseIsRefused() {
        #expect(throws: CryptoError(.wrongPassphrase, "")) {
            try KeyLock(passphrase: [], salt: Array(0..<16), cost: .least)
        }
    }

    private func content(_ bytes: [UInt8], _ passphrase: [UInt8]?) throws -> [UInt8] {
        var lock: KeyLock?
        return try KeyFile(decoding: bytes).content(passphrase: passphrase, reusing: &lock)
    }

    /// A folder that is gone afterwards; its name is unique to the process and the call.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("comity-keys-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

extension Data {
    fileprivate func contains(secret: [UInt8]) -> Bool { range(of: Data(secret)) != nil }
}
