/// A growing run of plain values at a fixed address as long as it is not grown, for loops that cannot afford to look up
/// arrays. One owner writes; readers may be many once nothing is written any more.
final class Slab<Element: BitwiseCopyable>: @unchecked Sendable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 16) {
        self.capacity = max(capacity, 16)
        base = Pages.allocate(self.capacity)
    }

    init(repeating value: Element, count: Int) {
        capacity = max(count, 16)
        base = Pages.allocate(capacity)
        base.initialize(repeating: value, count: count)
        self.count = count
    }

    /// For whoever writes all elements before any is read.
    init(uninitializedCount count: Int) {
        capacity = max(count, 16)
        base = Pages.allocate(capacity)
        self.count = count
    }

    init(copying other: Slab<Element>) {
        capacity = max(other.count, 16)
        base = Pages.allocate(capacity)
        base.initialize(from: other.base, count: other.count)
        count = other.count
    }

    deinit { Pages.deallocate(base, capacity) }

    var buffer: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: base, count: count) }

    /// Complexity: O(1), amortised.
    @inline(__always)
    func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        (base + count).initialize(to: element)
        count += 1
    }

    /// Complexity: O(elements), amortised.
    func append(_ elements: UnsafeBufferPointer<Element>) {
        guard let start = elements.baseAddress else { return }
        if count + elements.count > capacity { grow(to: count + elements.count) }
        (base + count).initialize(from: start, count: elements.count)
        count += elements.count
    }

    /// Gives back what is not used. Complexity: O(elements).
    func shrink() {
        if capacity > max(count, 16) { move(to: max(count, 16)) }
    }

    func removeLast(_ elements: Int) { count -= elements }

    private func grow(to needed: Int) {
        move(to: max(needed, capacity * 2))
    }

    private func move(to other: Int) {
        let target = Pages.allocate(other, Element.self)
        target.moveInitialize(from: base, count: count)
        Pages.deallocate(base, capacity)
        base = target
        capacity = other
    }
}
