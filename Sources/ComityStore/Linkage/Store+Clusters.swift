import ComitySQLite

/// A record that is or was in a cluster. Specs/matching.md#ids
package struct ClusterMember: Equatable, Sendable {
    package let ref: RecordRef
    /// The number that it got when it first came to be in a cluster.
    package let since: Int64
    /// The id of a cluster of which it is the oldest member.
    package let key: [UInt8]
    /// The number of the oldest member of its cluster; nil if it is alone.
    package var cluster: Int64?

    package init(ref: RecordRef, since: Int64, key: [UInt8], cluster: Int64? = nil) {
        self.ref = ref
        self.since = since
        self.key = key
        self.cluster = cluster
    }
}

/// Which records are of one cluster. Specs/matching.md#clusters
extension Store {
    package func clusterMember(_ ref: RecordRef) throws -> ClusterMember? {
        try database.first(
            SQL(
                "cluster.of-record",
                "SELECT log, handle, since, key, cluster FROM cluster_member WHERE log = ?1 AND handle = ?2"),
            ref.log, ref.handle, row: clusterMember)
    }

    /// The members of a cluster, oldest first.
    package func clusterMembers(_ cluster: Int64) throws -> [ClusterMember] {
        try database.all(
            SQL(
                "cluster.members",
                "SELECT log, handle, since, key, cluster FROM cluster_member WHERE cluster = ?1 ORDER BY since"),
            cluster, row: clusterMember)
    }

    /// The oldest members of clusters after a number, in order.
    package func clusterHeads(after number: Int64, limit: Int) throws -> [ClusterMember] {
        try database.all(
            SQL(
                "cluster.heads",
                """
                SELECT log, handle, since, key, cluster
                FROM cluster_member
                WHERE cluster = since AND since > ?1
                ORDER BY since
                LIMIT ?2
                """
            ), number, limit, row: clusterMember)
    }

    /// How many clusters there are, and how many members the largest has. Complexity: O(members).
    package func clusterSizes() throws -> (count: Int64, largest: Int64) {
        try database.first(
            SQL(
                "cluster.sizes",
                """
                SELECT count(*), coalesce(max(size), 0)
                FROM (SELECT count(*) AS size FROM cluster_member WHERE cluster IS NOT NULL GROUP BY cluster)
                """)
        ) { ($0.int64(0), $0.int64(1)) } ?? (0, 0)
    }

    package func nextClusterNumber() throws -> Int64 {
        let used = try database.first(SQL("cluster.last", "SELECT coalesce(max(since), 0) FROM cluster_member")) {
            $0.int64(0)
        }
        return (used ?? 0) + 1
    }

    package func save(_ member: ClusterMember) throws {
        try database.run(
            SQL(
                "cluster.save",
                """
                INSERT INTO cluster_member (log, handle, since, key, cluster)
                VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (log, handle) DO UPDATE
                SET cluster = ?5
                """
            ),
            member.ref.log, member.ref.handle, member.since, member.key, member.cluster)
    }

    /// Forgets a record that is gone.
    package func removeClusterMember(_ ref: RecordRef) throws {
        try database.run(
            SQL("cluster.forget", "DELETE FROM cluster_member WHERE log = ?1 AND handle = ?2"), ref.log, ref.handle)
    }

    private func clusterMember(_ row: Statement) throws -> ClusterMember {
        ClusterMember(
            ref: RecordRef(log: row.int64(0), handle: row.int64(1)), since: row.int64(2), key: row.bytes(3),
            cluster: row.optionalInt64(4))
    }
}
