import ComityCrypto

/// Keys that never leave the node, derived once: deriving one costs more than using it on a record.
struct LocalKeys {
    /// Digests of what was disclosed.
    let projection: HMACSHA256
    /// Keys and digests of imported rows.
    let importRows: HMACSHA256
    /// Ids of proposed pairs.
    let match: HMACSHA256

    init(_ identity: NodeIdentity) {
        projection = HMACSHA256(key: identity.localKey("projection"))
        importRows = HMACSHA256(key: identity.localKey("import"))
        match = HMACSHA256(key: identity.localKey("match"))
    }
}
