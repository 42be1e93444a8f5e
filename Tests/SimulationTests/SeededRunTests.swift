import ComitySimulator
import Testing

/// Random worlds, one for each seed. A seed that fails is repeated with `comity-simulate --seeds A-A --steps 6`.
@Suite struct SeededRunTests {
    static let seedsPerShard: UInt64 = 50

    @Test(arguments: 0..<UInt64(10))
    func everySeedKeepsEveryPromise(shard: UInt64) {
        var options = SimulationOptions()
        options.steps = 6
        for seed in shard * Self.seedsPerShard + 1...(shard + 1) * Self.seedsPerShard {
            let outcome = Simulation.run(seed: seed, options: options)
            #expect(
                !outcome.hasFailed,
                "comity-simulate --seeds \(seed)-\(seed) --steps 6: \(outcome.failures.joined(separator: "; "))")
        }
    }

    @Test func oneSeedIsOneStory() {
        var stories: [[String]] = [[], []]
        for number in 0..<2 {
            let outcome = Simulation.run(seed: 5) { stories[number].append($0) }
            #expect(!outcome.hasFailed)
        }
        #expect(!stories[0].isEmpty)
        #expect(stories[0] == stories[1])
    }
}
