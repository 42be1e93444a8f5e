import Glibc

/// Memory of slabs. Large runs are pages of their own: they go back to the system when they are given up, where the
/// allocator would keep them for later, and they begin with a line of the processor's cache.
enum Pages {
    /// Runs from this size on are pages of their own.
    private static let leastBytes = 1 << 20

    /// Complexity: O(1).
    static func allocate<Element: BitwiseCopyable>(
        _ capacity: Int, _: Element.Type = Element.self
    ) -> UnsafeMutablePointer<Element> {
        let sizeBytes = sizeBytes(capacity, Element.self)
        guard sizeBytes >= leastBytes else { return .allocate(capacity: capacity) }
        let pages = mmap(nil, sizeBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages, pages != MAP_FAILED else {
            preconditionFailure("the system has no \(sizeBytes) bytes of memory left")
        }
        return pages.bindMemory(to: Element.self, capacity: capacity)
    }

    /// What was allocated for this capacity.
    static func deallocate<Element: BitwiseCopyable>(_ base: UnsafeMutablePointer<Element>, _ capacity: Int) {
        let sizeBytes = sizeBytes(capacity, Element.self)
        if sizeBytes >= leastBytes { munmap(base, sizeBytes) } else { base.deallocate() }
    }

    private static func sizeBytes<Element: BitwiseCopyable>(_ capacity: Int, _: Element.Type) -> Int {
        capacity * MemoryLayout<Element>.stride
    }
}
