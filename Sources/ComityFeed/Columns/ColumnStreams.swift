/// The kinds at one path, in order of occurrence.
enum KindStream {
    case uniform(ColumnNode.Kind)
    case mixed([ColumnNode.Kind])

    subscript(index: Int) -> ColumnNode.Kind {
        switch self {
        case .uniform(let kind): kind
        case .mixed(let kinds): kinds[index]
        }
    }

    /// How many of the first `count` occurrences are of one of `wanted`. Complexity: O(`count`) when mixed.
    func number(of wanted: Set<ColumnNode.Kind>, among count: Int) -> Int {
        switch self {
        case .uniform(let kind): wanted.contains(kind) ? count : 0
        case .mixed(let kinds): kinds.count { wanted.contains($0) }
        }
    }
}

/// The numbers of one stream, in order of occurrence.
enum IntegerStream {
    case constant(UInt64)
    case values([UInt64])

    subscript(index: Int) -> UInt64 {
        switch self {
        case .constant(let value): value
        case .values(let values): values[index]
        }
    }

    func allBelow(_ limit: UInt64) -> Bool {
        switch self {
        case .constant(let value): value < limit
        case .values(let values): values.allSatisfy { $0 < limit }
        }
    }

    /// The sum of the first `count` values, or nil on overflow.
    func sum(_ count: Int) -> UInt64? {
        switch self {
        case .constant(let value):
            let (product, overflow) = value.multipliedReportingOverflow(by: UInt64(count))
            return overflow ? nil : product
        case .values(let values):
            var sum: UInt64 = 0
            for value in values {
                let (next, overflow) = sum.addingReportingOverflow(value)
                guard !overflow else { return nil }
                sum = next
            }
            return sum
        }
    }
}

/// The strings at one path, in order of occurrence.
struct StringStream {
    let strings: [ArraySlice<UInt8>]
    /// Where each occurrence points in ``strings``; nil where they are the occurrences themselves.
    let indexes: IntegerStream?

    subscript(index: Int) -> ArraySlice<UInt8> {
        if let indexes { strings[Int(indexes[index])] } else { strings[index] }
    }
}
