import ComityCore
import ComityRecords
import Foundation
import Testing

@testable import ComityLinkage
@testable import comity

/// The files that `link` reads and writes. Specs/linkage-files.md
@Suite struct LinkageFilesTests {
    private static let vectors = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Specs/vectors/linkage-labels")

    @Test func labelFilesAreAcceptedAndRefusedAsWritten() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.vectors, includingPropertiesForKeys: nil)
        #expect(files.count >= 15)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            let end = try #require(bytes.firstRange(of: Array("\n\n".utf8)))
            let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\n")
            func value(_ name: String) -> String? {
                head.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
            }
            let payload = Array(bytes[end.upperBound...])
            do throws(LinkageError) {
                let book = try LabelBook(decoding: payload)
                #expect(value("result") == "ok", "\(file.lastPathComponent)")
                #expect(book.encoded == payload)
            } catch {
                #expect(value("result") == error.code, "\(file.lastPathComponent)")
                #expect(value("reason") == error.reason, "\(file.lastPathComponent)")
            }
        }
    }

    private static func name(_ source: Int, _ id: String) -> RowName { RowName(source: source, id: Array(id.utf8)) }

    private static let names = LinkageNames([name(0, "1"), name(0, "10"), name(0, "2"), name(1, "a,b"), name(1, "é")])

    @Test func clustersAreNamedByTheirFirstRow() {
        let text = String(decoding: LinkageOutput.clusters([[4, 1], [3, 2]], Self.names), as: UTF8.self)
        #expect(
            text == """
                source,id,cluster
                a,1,a:1
                a,10,a:10
                a,2,a:2
                b,"a,b",a:2
                b,é,a:10

                """)
    }

    @Test func numbersOfPairsReadBackTheSame() throws {
        let weight = 22.016517639160156
        let pair = ScoredPair(
            left: 0, right: 4, weight: weight, pattern: LevelPattern(), fieldWeights: [], decision: .match)
        let text = String(decoding: LinkageOutput.pairs([pair], Self.names), as: UTF8.self)
        let cells = try #require(text.split(separator: "\n").last).split(separator: ",")
        #expect(cells[..<4] == ["a", "1", "b", "é"])
        #expect(Double(cells[4]) == weight)
        #expect(Double(cells[5]) == pair.probability)
        #expect(cells[6] == "match")
    }

    @Test func aReviewGoesOnWhereItStopped() {
        let pairs = [(0, 1), (0, 2), (1, 4)].map {
            ScoredPair(
                left: UInt64($0.0), right: UInt64($0.1), weight: 0, pattern: LevelPattern(), fieldWeights: [],
                decision: .review)
        }
        var review = LabelReview(LabelBook(), pairs, names: Self.names)
        let undidNothing = !review.undo()
        #expect(undidNothing)
        review.answer(.match)
        review.answer(.noMatch)
        let undid = review.undo()
        #expect(undid)
        #expect(review.current == pairs[1])
        review.answer(.unsure)
        #expect(
            String(decoding: review.book.encoded, as: UTF8.self) == """
                source_l,id_l,source_r,id_r,label
                a,1,a,10,match
                a,1,a,2,unsure

                """)
        let next = LabelReview(review.book, pairs, names: Self.names)
        #expect(next.queue == [pairs[2]])
    }

    @Test func keysMeanWhatHelpSays() {
        #expect(LabelReview.Key(UInt8(ascii: "y")) == .answer(.match))
        #expect(LabelReview.Key(UInt8(ascii: "N")) == .answer(.noMatch))
        #expect(LabelReview.Key(UInt8(ascii: "u")) == .answer(.unsure))
        #expect(LabelReview.Key(UInt8(ascii: "z")) == .undo)
        #expect(LabelReview.Key(UInt8(ascii: "q")) == .quit)
        #expect(LabelReview.Key(nil) == .quit)
        #expect(LabelReview.Key(UInt8(ascii: " ")) == nil)
    }

    @Test(arguments: [
        ("yyyy-MM-dd", true), ("yyyyMMdd", true), ("yyyy/MM/dd", true), ("yyyy-dd-MM", false), ("dd/MM/yyyy", true),
        ("d.M.yyyy", true), ("MM/dd/yyyy", false), ("ddMMyyyy", false), ("yyyy", true), ("MM/yyyy", true),
    ])
    func linkageReadsUsualDatesByItself(pattern: String, isRead: Bool) throws {
        #expect(try DateFormat(pattern).isRead(.dayFirst) == isRead)
    }

    /// Files without faults give the same rows and results, whichever reader reads them.
    @Test func theFastReadingEqualsTheCarefulOne() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "comity-linkage-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "a.csv").path
        let rows = (0..<300).map {
            "\($0 * 7919 % 1000),Ana\($0 % 17),\"Sil,va \($0 % 23)\",0\($0 % 9 + 1)/02/19\($0 % 50 + 40),"
        }
        let text = (["\u{FEFF}id,vorname,nachname,dob,cluster"] + rows).joined(separator: "\r\n")
        try Data(text.utf8).write(to: URL(filePath: path))
        let file = try LinkageFile(path, source: 0)
        let mapping = try LinkageMapping(fields: "auto", model: nil, files: [file], truth: "cluster")
        let plan = try LinkagePlan(fields: mapping.columns.map(\.field))
        let fast = try #require(FastReading([file], mapping, plan, threads: 2))
        let careful = try CarefulReading([file], mapping, plan)
        #expect(careful.names.count == 300)
        #expect((0..<300).allSatisfy { fast.names[$0] == careful.names[Int($0)] })
        #expect(fast.table.labels == careful.labels)
        var options = LinkageOptions(mode: .dedupe)
        options.pairsPerRow = 5
        #expect(
            try Linkage.link(fast.table.table, options: options).pairs
                == Linkage.link(careful.table, options: options).pairs)
        try FileManager.default.removeItem(at: folder)
    }
}
