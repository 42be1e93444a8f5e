// swift-tools-version: 6.2
// The dependency lists below are the layer diagram of docs/ARCHITECTURE.md: a target uses lower rows, or what
// stands left of it on its own row, never a higher one. Tests/TidyTests compares every import with them.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // Rooms are modules: without this, generic code of a lower room (bound arguments, collections of bytes) runs
    // unspecialised in the rooms above, which costs the path of a record a quarter of its time.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "comity",
    products: [],
    targets: [
        // C libraries
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CLibevent", pkgConfig: "libevent_openssl", providers: [.apt(["libevent-dev"])]),
        .target(name: "CPlatform"),

        // 0 mechanism
        room("ComityCore"),
        room("ComityCrypto", ["ComityCore", "COpenSSL"]),
        room("ComityMerkle", ["ComityCore", "ComityCrypto"]),
        room("ComityCompression", ["ComityCore", "CZstd"]),
        room("ComitySQLite", ["ComityCore", "CSQLite"]),

        // 1 domain
        room("ComityRecords", ["ComityCore", "ComityCrypto"]),
        room("ComityAgreement", ["ComityCore", "ComityCrypto", "ComityRecords"]),
        room(
            "ComityFeed",
            ["ComityCore", "ComityCrypto", "ComityMerkle", "ComityCompression", "ComityRecords", "ComityAgreement"]),
        room(
            "ComitySync",
            ["ComityCore", "ComityCrypto", "ComityMerkle", "ComityAgreement", "ComityFeed"]),
        room("ComityAudit", ["ComityCore", "ComityCrypto", "ComityMerkle"]),
        room("ComityLinkage", ["ComityCore"]),
        room("ComityReference", ["ComityCore", "ComityCrypto", "ComityRecords", "ComityAgreement"]),

        // 2 state
        room(
            "ComityStore",
            [
                "ComityCore", "ComityCrypto", "ComityMerkle", "ComitySQLite", "ComityRecords", "ComityAgreement",
                "ComityFeed", "ComityAudit",
            ]),

        // 3 composition
        room(
            "ComityNode",
            [
                "ComityCore", "ComityCrypto", "ComityMerkle", "ComityRecords", "ComityAgreement", "ComityFeed",
                "ComitySync", "ComityAudit", "ComityLinkage", "ComityStore",
            ]),

        // 4 shell
        room(
            "ComityServer",
            [
                "ComityCore", "ComityCrypto", "ComityRecords", "ComityAgreement", "ComityAudit", "ComityStore",
                "ComityNode", "CLibevent", "CPlatform",
            ]),
        room(
            "ComitySimulator",
            [
                "ComityCore", "ComityCrypto", "ComityMerkle", "ComitySQLite", "ComityRecords", "ComityAgreement",
                "ComityFeed", "ComitySync", "ComityAudit", "ComityLinkage", "ComityStore", "ComityNode",
                "ComityReference",
            ]),

        // 6 executables
        tool(
            "comity",
            [
                "ComityCore", "ComityCrypto", "ComityRecords", "ComityAgreement", "ComityFeed", "ComityLinkage",
                "ComityReference", "ComityStore", "ComityNode", "ComityServer",
            ]),
        tool(
            "comity-bench",
            [
                "ComityCore", "ComityCrypto", "ComityMerkle", "ComityRecords", "ComityAgreement", "ComityFeed",
                "ComitySync", "ComityLinkage", "ComityStore", "ComityNode", "ComityServer",
            ]),
        tool("comity-simulate", ["ComitySimulator"]),

        // tests
        tests(
            "SimulationTests",
            [
                "ComityCore", "ComityCrypto", "ComityMerkle", "ComityRecords", "ComityAgreement", "ComityFeed",
                "ComityStore",
                "ComitySync", "ComityAudit", "ComityLinkage", "ComityNode", "ComitySimulator",
            ]),
        tests("ComityCoreTests", ["ComityCore"]),
        tests(
            "ComityReferenceTests",
            ["ComityCore", "ComityCrypto", "ComityRecords", "ComityAgreement", "ComityReference"]),
        tests("ComityAgreementTests", ["ComityCore", "ComityCrypto", "ComityRecords", "ComityAgreement"]),
        tests(
            "CommandLineTests",
            ["ComityCore", "ComityRecords", "ComityLinkage", "ComityNode", "ComityServer", "comity"],
            exclude: ["scripts"]),
        tests(
            "ProcessTests",
            [
                "ComityCore", "ComityCrypto", "ComitySQLite", "ComityRecords", "ComityAgreement", "ComityNode",
                "ComityServer", "comity",
            ]),
        tests("TidyTests", []),
        tests("ComitySQLiteTests", ["ComityCore", "ComitySQLite"]),
        tests("ComityCompressionTests", ["ComityCore", "ComityCompression"]),
        tests("ComityRecordsTests", ["ComityCore", "ComityRecords"]),
        tests("ComityLinkageTests", ["ComityCore", "ComityRecords", "ComityLinkage", "ComityReference"]),
        tests("ComityCryptoTests", ["ComityCore", "ComityCrypto", "COpenSSL"]),
        tests("ComityServerTests", ["ComityCore", "ComityCrypto", "ComityNode", "ComityServer"]),
        tests("ComityMerkleTests", ["ComityCore", "ComityCrypto", "ComityMerkle"]),
        tests("ComityAuditTests", ["ComityCore", "ComityCrypto", "ComityMerkle", "ComityAudit"]),
        tests(
            "ComityFeedTests",
            [
                "ComityCore", "ComityCrypto", "ComityMerkle", "ComityCompression", "ComityRecords", "ComityAgreement",
                "ComityFeed",
            ]),
        tests(
            "ComityStoreTests",
            [
                "ComityCore", "ComityCrypto", "ComityMerkle", "ComitySQLite", "ComityRecords", "ComityFeed",
                "ComityStore",
            ]),
        tests(
            "ComitySyncTests",
            ["ComityCore", "ComityCrypto", "ComityMerkle", "ComityFeed", "ComitySync"]),
        tests(
            "MutationTests",
            [
                "ComityCore", "ComityCrypto", "ComityMerkle", "ComityRecords", "ComityAgreement", "ComityFeed",
                "ComitySync", "ComityAudit", "ComityLinkage", "ComityNode",
            ]),
    ]
)
