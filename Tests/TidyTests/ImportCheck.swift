/// Compares what files import with what the manifest declares.
enum ImportCheck {
    /// Modules of the toolchain that any target may import.
    private static let toolchain: Set<String> = [
        "Swift", "Synchronization", "Glibc", "Foundation", "FoundationEssentials", "Testing",
    ]
    private static let slow: Set<String> = ["Foundation", "FoundationEssentials", "Dispatch", "FoundationNetworking"]

    static func findings(_ file: SourceFile, _ manifest: Manifest) -> [String] {
        guard let target = manifest.target(file.target) else {
            return ["\(file.path): its folder `\(file.target)` is no target of Package.swift"]
        }
        return file.imports.compactMap { module, line in
            finding(module, in: target).map { "\(file.path):\(line): \($0)" }
        }
    }

    private static func finding(_ module: String, in target: Manifest.Target) -> String? {
        if slow.contains(module), Layers.core.contains(target.name) {
            return "`\(module)` is not used below ComityServer: take bytes and values as arguments"
        }
        if let wrapper = Layers.wrappers[module], target.kind != .tests, target.name != wrapper {
            return "only `\(wrapper)` imports `\(module)`"
        }
        if toolchain.contains(module) || module == target.name || target.dependencies.contains(module) { return nil }
        return "`\(module)` is imported but is no dependency of `\(target.name)` in Package.swift"
    }
}
