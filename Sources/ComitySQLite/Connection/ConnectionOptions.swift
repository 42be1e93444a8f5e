/// How a connection opens its file.
package struct ConnectionOptions: Sendable {
    package enum Access: Sendable {
        /// Read and write; the file is made if there is none.
        case create
        /// Read and write a file that exists.
        case existing
        /// Read only, beside a writer.
        case readOnly
    }

    package var access = Access.create
    /// The name of the SQLite VFS; nil for the process's default.
    package var vfs: String?
    /// How long a lock held elsewhere is waited for. Five seconds outlast any checkpoint of ours.
    package var busyTimeoutMilliseconds: Int32 = 5000
    /// Memory for cached pages, in KiB: 16 MiB hold the upper levels of every index of a million records.
    package var cacheKiB: Int64 = 16_384
    /// The largest size of the file, in pages; nil for SQLite's own limit. Reaching it reports `full`.
    package var pageLimit: Int64?
    /// The write-ahead log is moved into the file once it has so many pages: 16 MiB. With SQLite's own 4 MiB a page of
    /// an index that every step touches is written into the file four times as often.
    package var checkpointPages: Int64 = 4096
    /// The size of one page. Fixed when the file is made.
    package var pageBytes: Int64 = 4096

    package init(access: Access = .create, vfs: String? = nil, pageLimit: Int64? = nil) {
        self.access = access
        self.vfs = vfs
        self.pageLimit = pageLimit
    }
}
