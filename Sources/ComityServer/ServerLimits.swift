/// Every bound of the shell, with its unit and the reason for it. What an operator may change is in
/// ``Configuration``; these are its defaults and the bounds that nobody changes.
package enum ServerLimits {
    // MARK: Links

    /// Links held at once. A country has about 18,000 agencies; each link takes about 24 KiB.
    package static let links = 20_000
    /// Inbound connections that have not finished TLS: each may cost 2 ms of CPU and 40 KiB.
    package static let pendingHandshakes = 256
    /// Inbound connections of one address that have not shown a valid frame, so that one stranger leaves room.
    package static let pendingPerAddress = 32
    /// Links with one pin: two that crossed, one that replaces a dead one, one to spare.
    package static let linksPerPin = 4
    /// Output bytes of a link at which its driver is told to stop: four large batches.
    package static let outputHighBytes = 4 << 20
    /// Output bytes at which the driver is told to go on.
    package static let outputLowBytes = 1 << 20
    /// Output bytes at which the link is closed: its driver did not stop, or its peer never reads the answers.
    package static let outputMaximumBytes = 64 << 20
    /// Bytes handed to the driver in one call: the receive buffer of a link never grows past this.
    package static let readChunkBytes = 256 << 10

    // MARK: Times of a link, in milliseconds of the monotonic clock

    /// From the first packet to the end of the TLS handshake: three lost packets on a slow line.
    package static let handshakeMilliseconds: Int64 = 10_000
    /// From the end of the TLS handshake to the first valid frame.
    package static let greetingMilliseconds: Int64 = 15_000
    /// Without a byte received: three heartbeats of 60 s and some delay.
    package static let idleMilliseconds: Int64 = 200_000
    /// With output waiting and none of it taken by the peer.
    package static let stallMilliseconds: Int64 = 60_000
    /// For the last frames of a link that is being closed.
    package static let lingerMilliseconds: Int64 = 2_000
    /// A link that was heard within this time is alive: one heartbeat and some delay.
    package static let freshMilliseconds: Int64 = 75_000
    /// How often deadlines are looked at; they are late by at most this.
    package static let sweepMilliseconds: Int64 = 250

    // MARK: Dialing

    /// Dials under way at once: 64 handshakes are about 130 ms of CPU.
    package static let dials = 64
    package static let firstRetryMilliseconds: Int64 = 500
    package static let lastRetryMilliseconds: Int64 = 300_000
    /// The agency with the higher id lets the other one dial first, so that most pairs handshake once.
    package static let courtesyMilliseconds: Int64 = 400
    /// Endpoints of one peer that are tried; a card may list as many.
    package static let endpointsPerPeer = 16
    /// How often the driver is asked for its dial targets when it did not say that they changed.
    package static let targetRefreshMilliseconds: Int64 = 60_000

    // MARK: Strangers

    /// Refusals written to the log at once, and then one for each interval.
    package static let strangerBurst = 20
    package static let strangerIntervalMilliseconds: Int64 = 10_000

    /// Faults of this machine written to the log at once, and then one for each interval: every wake may bring them.
    package static let faultBurst = 5
    package static let faultIntervalMilliseconds: Int64 = 60_000

    // MARK: Control

    /// Clients of the control socket at once.
    package static let controlClients = 32
    /// One frame of the control socket, either way: 1,000 rows of 4 KB and some. Specs/control.md#frames
    package static let controlFrameBytes = 8 << 20
    /// Waiting output at which a job of a client rests until the client reads.
    package static let controlOutputHighBytes = 1 << 20
    /// For the rest of a request whose first byte arrived.
    package static let controlRequestMilliseconds: Int64 = 30_000
    /// A client that asks nothing.
    package static let controlIdleMilliseconds: Int64 = 600_000
    /// A running job that says nothing sends an empty progress frame this often.
    package static let controlKeepAliveMilliseconds: Int64 = 5_000
    /// How long a client waits for the next frame before it calls the node dead.
    package static let controlAnswerMilliseconds: Int64 = 30_000
    /// How long a command waits for a node that is starting or stopping before it answers `locked`.
    package static let lockPatienceMilliseconds: Int64 = 3_000

    // MARK: Files and log

    package static let configurationBytes = 64 << 10
    package static let listenAddresses = 16
    /// One log line: a write of at most PIPE_BUF bytes to a pipe that polls writable does not block.
    package static let logLineBytes = 4_096
    /// One value in a log line.
    package static let logValueBytes = 512
    /// Descriptors beside links: store, logs, listeners, control clients.
    package static let spareDescriptors = 512
}
