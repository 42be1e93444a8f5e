import COpenSSL
import ComityCore
import ComityCrypto
import Synchronization
import Testing

/// Strategy: both ends of a handshake in one thread over a pair of memory BIOs, no socket. What a peer may do wrong is
/// done with a context of OpenSSL's own, set up by hand.
@Suite struct TLSTests {
    let alice: TLSIdentity
    let bob: TLSIdentity
    let mallory: TLSIdentity

    init() throws {
        let agency = try AgencyID("us-wa-kcso") as AgencyID
        alice = try TLSIdentity(seed: [UInt8](repeating: 1, count: 32), agency: agency)
        bob = try TLSIdentity(seed: [UInt8](repeating: 2, count: 32), agency: agency)
        mallory = try TLSIdentity(seed: [UInt8](repeating: 3, count: 32), agency: agency)
    }

    @Test func rightPinsMeet() throws {
        let pair = try Pair(server: context(alice, pins: bob), client: context(bob, pins: alice))
        #expect(pair.handshake() == .both)
        #expect(TLSContext.peerPin(of: pair.server) == bob.spkiPin)
        #expect(TLSContext.peerPin(of: pair.client) == alice.spkiPin)
        #expect(String(cString: SSL_get_version(pair.server)) == "TLSv1.3")
        #expect(SSL_write(pair.client, "hello", 5) == 5)
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(SSL_read(pair.server, &buffer, 16) == 5)
        #expect(buffer.prefix(5).elementsEqual("hello".utf8))
        #expect(SSL_session_reused(pair.client) == 0)
    }

    @Test func aServerRefusesAnUnknownClient() throws {
        let seen = Seen()
        let server = try TLSContext(identity: alice) { pin in
            seen.pins.withLock { $0.append(pin) }
            return false
        }
        let pair = try Pair(server: server, client: context(mallory, pins: alice))
        #expect(pair.handshake() != .both)
        #expect(TLSContext.peerPin(of: pair.server) == nil)
        #expect(seen.pins.withLock { $0 } == [mallory.spkiPin])
    }

    @Test func aClientRefusesAnUnknownServer() throws {
        let pair = try Pair(server: context(mallory, pins: bob), client: context(bob, pins: alice))
        #expect(pair.handshake() == .neither)
        #expect(TLSContext.peerPin(of: pair.client) == nil)
    }

    @Test func aClientWithoutCertificateIsRefused() throws {
        let pair = try Pair(server: context(alice, pins: bob), client: bareClient(offering: "comity/1"))
        #expect(pair.handshake() != .both)
        #expect(TLSContext.peerPin(of: pair.server) == nil)
    }

    @Test func anotherApplicationProtocolIsRefused() throws {
        let pair = try Pair(server: context(alice, pins: bob), client: bareClient(offering: "h2", as: bob))
        #expect(pair.handshake() == .neither)
    }

    @Test func noApplicationProtocolGivesNoPeer() throws {
        let pair = try Pair(server: context(alice, pins: bob), client: bareClient(offering: nil, as: bob))
        #expect(pair.handshake() == .both)
        #expect(TLSContext.peerPin(of: pair.server) == nil)
    }

    @Test func olderTLSIsRefused() throws {
        let client = try bareClient(offering: "comity/1", as: bob)
        SSL_ctrl(client, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        let pair = try Pair(server: context(alice, pins: bob), client: client)
        #expect(pair.handshake() == .neither)
    }

    @Test func aFailureLeavesTheErrorQueueEmpty() throws {
        let pair = try Pair(server: context(mallory, pins: bob), client: context(bob, pins: alice))
        #expect(pair.handshake() == .neither)
        #expect(ERR_peek_error() == 0)
        #expect(pair.failures.contains { $0.contains("certificate verify failed") })
    }

    @Test func sessionsOutliveTheirContext() throws {
        let pair = try Pair(server: context(alice, pins: bob), client: context(bob, pins: alice))
        // The contexts above are gone by now; the pins they check live with the sessions.
        #expect(pair.handshake() == .both)
    }

    @Test func anIdentityFollowsFromItsSeed() throws {
        let agency = try AgencyID("us-wa-kcso") as AgencyID
        let again = try TLSIdentity(seed: alice.seed, agency: agency)
        #expect(again.certificateDER == alice.certificateDER)
        #expect(again.spkiPin == alice.spkiPin)
        #expect(alice.spkiPin != bob.spkiPin)
        #expect(alice.spkiPin == TLSIdentity.spkiPin(of: alice.publicKey))
        let read = try TLSIdentity(privateKeyPEM: alice.privateKeyPEM, agency: agency)
        #expect(read.certificateDER == alice.certificateDER)
        #expect(
            alice.certificatePEM == String(decoding: try vectorBytes("tls-identity/certificate.pem"), as: UTF8.self))
        #expect(alice.privateKeyPEM == String(decoding: try vectorBytes("tls-identity/key.pem"), as: UTF8.self))
        #expect(throws: CryptoError(.malformedArmor, "")) {
            try TLSIdentity(privateKeyPEM: alice.certificatePEM, agency: agency)
        }
        #expect(throws: CryptoError(.malformedKey, "")) {
            try TLSIdentity(privateKeyPEM: Armor.encode([1, 2, 3], label: "PRIVATE KEY"), agency: agency)
        }
    }

    private func context(_ identity: TLSIdentity, pins other: TLSIdentity) throws -> TLSContext {
        let pin = other.spkiPin
        return try TLSContext(identity: identity) { $0 == pin }
    }

    /// A client that follows none of our rules.
    private func bareClient(offering name: String?, as identity: TLSIdentity? = nil) throws -> OpaquePointer {
        let context = try #require(SSL_CTX_new(TLS_client_method()))
        defer { SSL_CTX_free(context) }
        if let identity {
            SSL_CTX_use_certificate_ASN1(context, Int32(identity.certificateDER.count), identity.certificateDER)
            let key = try #require(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, identity.seed, 32))
            defer { EVP_PKEY_free(key) }
            #expect(SSL_CTX_use_PrivateKey(context, key) == 1)
        }
        if let name {
            let offer = [UInt8(name.utf8.count)] + Array(name.utf8)
            SSL_CTX_set_alpn_protos(context, offer, UInt32(offer.count))
        }
        let session = try #require(SSL_new(context))
        SSL_set_connect_state(session)
        return session
    }
}

private final class Seen: Sendable {
    let pins = Mutex<[Digest]>([])
}

private enum Outcome {
    case both, neither, clientOnly, serverOnly
}

/// Two sessions joined in memory.
private final class Pair {
    let server: OpaquePointer
    let client: OpaquePointer
    private(set) var failures: [String] = []

    convenience init(server: TLSContext, client: TLSContext) throws {
        try self.init(server: server, client: try client.makeSession(isServer: false))
    }

    init(server: TLSContext, client: OpaquePointer) throws {
        self.server = try server.makeSession(isServer: true)
        self.client = client
        var left: OpaquePointer?
        var right: OpaquePointer?
        #expect(BIO_new_bio_pair(&left, 0, &right, 0) == 1)
        SSL_set_bio(self.server, left, left)
        SSL_set_bio(client, right, right)
    }

    deinit {
        SSL_free(server)
        SSL_free(client)
    }

    /// Runs both ends until neither can go on.
    func handshake() -> Outcome {
        var isDone = (server: false, client: false)
        for _ in 0..<20 {
            isDone.client = step(client)
            isDone.server = step(server)
        }
        switch isDone {
        case (true, true): return .both
        case (false, false): return .neither
        case (false, true): return .clientOnly
        case (true, false): return .serverOnly
        }
    }

    private func step(_ session: OpaquePointer) -> Bool {
        let result = SSL_do_handshake(session)
        guard result != 1 else { return true }
        let error = SSL_get_error(session, result)
        if error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE {
            failures.append(TLSContext.takeFailure("handshake").reason)
        }
        return false
    }
}
