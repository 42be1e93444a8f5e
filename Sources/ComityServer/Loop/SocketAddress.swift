internal import CLibevent
internal import ComityCore
internal import Glibc

/// A numeric address and port, as the socket calls take it.
struct SocketAddress {
    private var storage: sockaddr_storage
    let lengthBytes: Int32

    /// - Returns: nil if the endpoint's host is a name.
    init?(_ endpoint: Endpoint) {
        var storage = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let failed = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                evutil_parse_sockaddr_port(endpoint.host, $0, &length)
            }
        }
        guard failed == 0 else { return nil }
        // libevent reads no port 0, with which one asks for any; the port stands at one place in both families.
        withUnsafeMutableBytes(of: &storage) {
            $0.storeBytes(of: endpoint.port.bigEndian, toByteOffset: 2, as: UInt16.self)
        }
        self.storage = storage
        lengthBytes = length
    }

    init(copying address: UnsafePointer<sockaddr>, lengthBytes: Int32) {
        var storage = sockaddr_storage()
        let count = min(Int(lengthBytes), MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: count))
        }
        self.storage = storage
        self.lengthBytes = Int32(count)
    }

    /// The address that a bound socket has.
    static func local(of descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let failed = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard failed == 0 else { return nil }
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                SocketAddress(copying: $0, lengthBytes: Int32(length))
            }
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
        }
    }

    /// The host without its port, and the port: `("127.0.0.1", "7443")`.
    private var parts: (host: String, port: String)? {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let failed = withPointer {
            getnameinfo(
                $0, socklen_t(lengthBytes), &host, socklen_t(host.count), &port, socklen_t(port.count),
                NI_NUMERICHOST | NI_NUMERICSERV)
        }
        guard failed == 0 else { return nil }
        return (Self.text(host), Self.text(port))
    }

    var host: String { parts?.host ?? "unknown" }

    /// `127.0.0.1:7443` or `[::1]:7443`.
    var description: String {
        guard let (host, port) = parts else { return "unknown" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
