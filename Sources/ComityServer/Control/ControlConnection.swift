internal import ComityCore
internal import ComityNode

/// One client of the control socket: a request, its answer, the next request. Specs/control.md#frames
final class ControlConnection {
    private let stream: ByteStream
    private let perform: (ControlRequest) -> ControlAnswer
    private let performed: () -> Void
    /// The client is gone or was closed; called once, and the owner lets go of this object.
    private let ended: () -> Void
    private var frames = FrameBuffer(limitBytes: ServerLimits.controlFrameBytes)
    private var job: (any ControlJob)?
    private var stepTimer: LoopTimer?
    /// The job's next step waits until the client has read.
    private var rests = false
    /// Says its last frame, then closes.
    private var isEnding = false
    /// Monotonic milliseconds of the last byte received, of the last frame queued, and of the last output taken.
    private var heard: Int64
    private var spoke: Int64
    private var progressed: Int64

    init(
        _ loop: EventLoop, descriptor: Int32, perform: @escaping (ControlRequest) -> ControlAnswer,
        performed: @escaping () -> Void, ended: @escaping () -> Void
    ) throws(ServerError) {
        (self.perform, self.performed, self.ended) = (perform, performed, ended)
        let now = SystemClock.monotonicMilliseconds()
        (heard, spoke, progressed) = (now, now, now)
        stream = try ByteStream(loop, descriptor: descriptor)
        stepTimer = try LoopTimer(loop) { [unowned self] in step() }
        stream.start(
            received: { [unowned self] in received($0) }, drained: { [unowned self] in drained() },
            happened: { _ in ended() })
    }

    /// Answers nothing but this failure.
    func refuse(_ failure: ControlFailure) {
        send(.failure(failure))
        isEnding = true
    }

    /// Cancels what runs and closes at once.
    func end() {
        job?.cancel()
        job = nil
        stepTimer?.cancel()
        stream.close()
    }

    /// Whether the client keeps its deadlines; also says a word if a job has been silent for long.
    func stillWanted(now: Int64) -> Bool {
        if isEnding { return now - spoke <= ServerLimits.lingerMilliseconds }
        if stream.pendingBytes > 0 { return now - progressed <= ServerLimits.stallMilliseconds }
        if job != nil {
            if now - spoke >= ServerLimits.controlKeepAliveMilliseconds {
                send(.progress(done: 0, total: nil, label: ""))
            }
            return true
        }
        let patience =
            frames.holdsBytes ? ServerLimits.controlRequestMilliseconds : ServerLimits.controlIdleMilliseconds
        return now - max(heard, spoke) <= patience
    }

    private func received(_ bytes: [UInt8]) {
        guard !isEnding else { return }
        guard job == nil else {
            refuse(ControlFailure("busy", "a request came before the answer to the last one", exit: .usage))
            return
        }
        // The deadline of a request runs from its first byte, so that dribbling does not prolong it.
        if !frames.holdsBytes { heard = SystemClock.monotonicMilliseconds() }
        frames.append(bytes)
        do throws(ServerError) {
            guard let payload = try frames.next() else { return }
            begin(payload)
        } catch {
            refuse(ControlFailure(error.code, error.reason, exit: .badData))
        }
    }

    private func begin(_ payload: [UInt8]) {
        guard !frames.holdsBytes else {
            refuse(ControlFailure("busy", "two requests came at once", exit: .usage))
            return
        }
        do throws(CoreError) {
            answer(perform(try ControlRequest(decoding: payload)))
        } catch {
            refuse(ControlFailure(error.code, error.reason, exit: .badData))
        }
        performed()
    }

    private func answer(_ answer: ControlAnswer) {
        switch answer {
        case .result(let value): send(.result(value))
        case .failure(let failure): send(.failure(failure))
        case .rows(let rows, let result):
            for row in rows { send(.row(row)) }
            send(.result(result))
        case .job(let job):
            self.job = job
            stepTimer?.set(afterMilliseconds: 0)
        }
    }

    private func step() {
        guard let job else { return }
        guard stream.pendingBytes <= ServerLimits.controlOutputHighBytes else {
            rests = true
            return
        }
        let step = job.step(now: SystemClock.now())
        for reply in step.replies { send(reply) }
        switch step.next {
        case .again: stepTimer?.set(afterMilliseconds: 0)
        case .after(let milliseconds): stepTimer?.set(afterMilliseconds: milliseconds)
        case .result(let value): finish(.result(value))
        case .failure(let failure): finish(.failure(failure))
        }
        performed()
    }

    private func finish(_ reply: ControlReply) {
        job = nil
        send(reply)
    }

    private func drained() {
        progressed = SystemClock.monotonicMilliseconds()
        if isEnding, stream.pendingBytes == 0 {
            ended()
        } else if rests {
            rests = false
            stepTimer?.set(afterMilliseconds: 0)
        }
    }

    private func send(_ reply: ControlReply) {
        let now = SystemClock.monotonicMilliseconds()
        if stream.pendingBytes == 0 { progressed = now }
        spoke = now
        let payload = reply.encoded
        guard payload.count <= ServerLimits.controlFrameBytes else {
            job?.cancel()
            job = nil
            refuse(ControlFailure("limit-exceeded", "an answer is over the limit of a frame", exit: .badData))
            return
        }
        stream.send(FrameBuffer.frame(payload))
    }
}
