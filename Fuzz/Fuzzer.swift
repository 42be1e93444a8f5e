import Glibc

// The entry point that libFuzzer calls. `scripts/fuzz` builds it and names the decoder in COMITY_FUZZ.

private let decoder: Decoder? = {
    guard let name = getenv("COMITY_FUZZ") else { return nil }
    return Decoder.all.first { $0.name == String(cString: name) }
}()

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let decoder else { preconditionFailure("COMITY_FUZZ names no decoder") }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if case .fault(let reason) = decoder.run(bytes) { preconditionFailure("\(decoder.name): \(reason)") }
    return 0
}
