import ComityCore
import ComityCrypto
import ComityMerkle

/// The slow, obvious tree: RFC 6962 section 2.1 word for word, over the leaf hashes of numbered entries.
struct SampleTree {
    let leaves: [Digest]

    init(size: Int, prefix: String = "entry ") {
        leaves = (0..<size).map { TreeHash.leaf(Array("\(prefix)\($0)".utf8)) }
    }

    func hash(_ range: Range<Int>) -> Digest {
        switch range.count {
        case 0: return TreeHash.empty
        case 1: return leaves[range.lowerBound]
        default:
            var half = 1
            while half * 2 < range.count { half *= 2 }
            let middle = range.lowerBound + half
            return TreeHash.node(hash(range.lowerBound..<middle), hash(middle..<range.upperBound))
        }
    }

    func root(_ size: Int) -> Digest { hash(0..<size) }

    func hash(of node: TreeNode) -> Digest { hash(Int(node.begin)..<Int(node.end)) }

    /// The inclusion path, RFC 6962 section 2.1.1.
    func path(_ index: Int, _ range: Range<Int>) -> [Digest] {
        guard range.count > 1 else { return [] }
        var half = 1
        while half * 2 < range.count { half *= 2 }
        let middle = range.lowerBound + half
        return index < middle
            ? path(index, range.lowerBound..<middle) + [hash(middle..<range.upperBound)]
            : path(index, middle..<range.upperBound) + [hash(range.lowerBound..<middle)]
    }

    /// The consistency proof, RFC 6962 section 2.1.2.
    func consistency(_ old: Int, _ range: Range<Int>, isWhole: Bool = true) -> [Digest] {
        guard old < range.count else { return isWhole ? [] : [hash(range)] }
        var half = 1
        while half * 2 < range.count { half *= 2 }
        let middle = range.lowerBound + half
        return old <= half
            ? consistency(old, range.lowerBound..<middle, isWhole: isWhole) + [hash(middle..<range.upperBound)]
            : consistency(old - half, middle..<range.upperBound, isWhole: false) + [hash(range.lowerBound..<middle)]
    }
}
