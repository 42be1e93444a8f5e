import ComityAgreement
import ComityCore
import Testing

/// The vectors of Specs/agreement.md#signatures and #notices, written by a script that is not ours.
@Suite struct SignatureVectorTests {
    @Test(arguments: try VectorCase.loadFolder("signed-agreement")) func signedAgreement(_ vector: VectorCase) throws {
        let message = try vector.bytes("message")
        do throws(AgreementError) {
            let signed = try SignedAgreement(decoding: message)
            #expect(signed.encoded == message)
            #expect(signed.agreement.encoded.count > 0)
            #expect(vector.optional("digest") == signed.digest.description, "it is accepted")
            #expect(vector.optional("signers") == signed.signers.map(\.text).joined(separator: " "))
            #expect(vector.optional("missing") == signed.missing.map(\.text).joined(separator: " "))
        } catch {
            #expect(try vector.text("result") == error.code)
        }
    }

    /// Whoever holds a copy already reads the same of it, and refuses the same.
    @Test(arguments: try VectorCase.loadFolder("signed-agreement")) func knownCopy(_ vector: VectorCase) throws {
        let whole = try #require(
            try VectorCase.load("signed-agreement/two-of-two-have-signed.txt").first?.bytes("message"))
        let known = [try SignedAgreement(decoding: whole)]
        let message = try vector.bytes("message")
        do throws(AgreementError) {
            let signed = try SignedAgreement(decoding: message, knowing: known)
            #expect(vector.optional("signers") == signed.signers.map(\.text).joined(separator: " "), "it is accepted")
        } catch {
            #expect(try vector.text("result") == error.code)
        }
    }

    @Test(arguments: try VectorCase.loadFolder("agreement-notice")) func notice(_ vector: VectorCase) throws {
        let agreement = try Agreement(decoding: try vector.bytes("agreement"))
        let message = try vector.bytes("message")
        do throws(AgreementError) {
            let notice = try AgreementNotice(verifying: message, of: agreement)
            #expect(vector.optional("kind") == "\(notice.kind)", "it is accepted")
            #expect(vector.optional("agency") == notice.agency.text)
            #expect(vector.optional("effective") == "\(notice.effective.milliseconds)")
            #expect(vector.optional("reason") == notice.reason ?? "")
        } catch {
            #expect(try vector.text("result") == error.code)
        }
    }

    @Test(arguments: ["signed-agreement", "agreement-notice"]) func thereAreMoreRefusals(folder: String) throws {
        let results = try VectorCase.loadFolder(folder).map { try $0.text("result") }
        #expect(results.count > 2 * results.count { $0 == "valid" })
    }
}
