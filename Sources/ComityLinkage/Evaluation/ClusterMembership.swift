/// In which cluster each row stands, beside its truth.
struct ClusterMembership {
    private let truth: TruthLabels
    /// By rank; a row in no cluster has one of its own.
    private let clusters: [UInt32]

    init(_ clusters: [[UInt64]], _ truth: TruthLabels) {
        self.truth = truth
        var codes = (0..<UInt32(truth.count)).map { $0 }
        for members in clusters {
            let ranks = members.compactMap(truth.rank)
            guard let first = ranks.min() else { continue }
            for rank in ranks { codes[rank] = UInt32(first) }
        }
        // Rows whose truth is unknown must not be counted as wrong.
        self.clusters = codes.indices.map { truth.labels[$0] == TruthLabels.unknown ? TruthLabels.unknown : codes[$0] }
    }

    /// Of the pairs that clusters imply. Complexity: O(rows).
    func pairQuality(truePairs: Int) -> Quality {
        let sources = truth.isAcrossSources ? truth.sources : nil
        return Quality(
            right: PairCounts(joint.codes, sources: sources).pairs,
            answered: PairCounts(clusters, sources: sources).pairs,
            truth: truePairs)
    }

    /// Complexity: O(rows).
    var bcubed: Quality {
        var clusterSizes: [UInt32: Int] = [:]
        var labelSizes: [UInt32: Int] = [:]
        let joint = joint
        for row in clusters.indices where clusters[row] != TruthLabels.unknown {
            clusterSizes[clusters[row], default: 0] += 1
            labelSizes[truth.labels[row], default: 0] += 1
        }
        var precision = 0.0
        var recall = 0.0
        var rows = 0.0
        // In the order of codes, which follows the keys: sums of fractions must not depend on hashing.
        for (code, size) in joint.sizes.enumerated() {
            let shared = Double(size)
            let row = joint.first[code]
            precision += shared * shared / Double(clusterSizes[clusters[row]] ?? 1)
            recall += shared * shared / Double(labelSizes[truth.labels[row]] ?? 1)
            rows += shared
        }
        return rows > 0 ? Quality(precision: precision / rows, recall: recall / rows) : Quality(precision: 1, recall: 1)
    }

    private struct Joint {
        /// By rank.
        var codes: [UInt32] = []
        /// By code: rows, and the first of them.
        var sizes: [Int] = []
        var first: [Int] = []
    }

    /// The groups of rows of one cluster and one person, numbered by their first row.
    private var joint: Joint {
        var joint = Joint()
        var seen: [UInt64: UInt32] = [:]
        for row in clusters.indices {
            guard clusters[row] != TruthLabels.unknown else {
                joint.codes.append(TruthLabels.unknown)
                continue
            }
            let group = UInt64(clusters[row]) << 32 | UInt64(truth.labels[row])
            let code = seen[group] ?? UInt32(joint.sizes.count)
            if Int(code) == joint.sizes.count {
                seen[group] = code
                joint.sizes.append(0)
                joint.first.append(row)
            }
            joint.sizes[Int(code)] += 1
            joint.codes.append(code)
        }
        return joint
    }
}
