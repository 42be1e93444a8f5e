import Glibc

/// What this process has used of the machine.
enum ProcessMemory {
    /// The most memory that was resident so far.
    static var peakMiB: Double {
        var usage = rusage()
        guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
        // Linux counts in KiB. Whole KiB in MiB have an exact form.
        return Double(usage.ru_maxrss) / 1_024
    }
}
