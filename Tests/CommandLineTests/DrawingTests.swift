import Testing

@testable import comity

@Suite struct DrawingTests {
    @Test func textIsEscapedAndNumbersAreShort() {
        var picture = SVGText(width: 100, height: 50.5, title: "a < b & \"c\"", description: "d")
        picture.label(1.0 / 3, 2, "<script>\u{1B}", anchor: .end)
        picture.box(0, 1.5, width: 2, height: 3.005, colour: "#000000")
        #expect(picture.text.contains("<title>a &lt; b &amp; &quot;c&quot;</title>"))
        #expect(picture.text.contains("viewBox=\"0 0 100 50.5\""))
        #expect(picture.text.contains("<text x=\"0.33\" y=\"2\" text-anchor=\"end\""))
        #expect(picture.text.contains(">&lt;script&gt;\u{FFFD}</text>"))
        #expect(!picture.text.contains("<script>"))
    }

    @Test func axesClampAndTickAtRoundValues() {
        let axis = Axis(-12, 24, from: 0, to: 360)
        #expect(axis.pixel(-12) == 0 && axis.pixel(24) == 360 && axis.pixel(0) == 120)
        #expect(axis.pixel(1_000) == 360)
        #expect(axis.ticks(8) == [-10, -5, 0, 5, 10, 15, 20])
        #expect(Axis(0, 1, from: 0, to: 1).ticks(5).count == 6)
        #expect(Axis(3, 3, from: 0, to: 1).pixel(3) == 0)
    }
}
