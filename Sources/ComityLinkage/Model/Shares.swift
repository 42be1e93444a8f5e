/// m and u while they are being estimated: `m[comparison][level - 1]`.
struct Shares {
    var m: [[Double]]
    var u: [[Double]]
}
