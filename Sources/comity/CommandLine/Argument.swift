/// A typed key to what the user wrote: commands declare one for each thing they take, and read it from the ``Call``.
struct Argument<Value: Sendable>: Sendable {
    let parameter: Parameter
    /// The value, from what the parser collected in the order of writing.
    let read: @Sendable ([any Sendable]) -> Value
}

extension Argument where Value == Bool {
    /// `--name`, true when given.
    static func flag(_ name: String, short: Character? = nil, _ help: String) -> Argument {
        let parameter = Parameter(
            name: name, short: short, form: .flag, occurrence: .optional, help: help, defaultText: nil,
            allowedValues: [], expectation: "", completion: .nothing, value: { _ in true })
        return Argument(parameter: parameter) { !$0.isEmpty }
    }
}

extension Argument where Value: ArgumentValue {
    /// `--name VALUE`, at most once, with a value that stands when it is not given.
    static func option(
        _ name: String, short: Character? = nil, _ placeholder: String? = nil, _ help: String,
        defaultValue: Value, shownAs text: String
    ) -> Argument {
        Argument(
            parameter: .option(name, short, placeholder, help, .optional, .nothing, of: Value.self, default: text),
            read: { $0.last as? Value ?? defaultValue })
    }

    /// `--name VALUE`, exactly once.
    static func required(
        _ name: String, _ placeholder: String? = nil, _ help: String, completion: Parameter.Completion = .nothing
    ) -> Argument {
        Argument(
            parameter: .option(name, nil, placeholder, help, .required, completion, of: Value.self),
            read: { single($0) })
    }

    /// A positional argument that must be there.
    static func positional(
        _ placeholder: String, _ help: String, completion: Parameter.Completion = .nothing
    ) -> Argument {
        Argument(
            parameter: .positional(placeholder, help, .required, completion, of: Value.self), read: { single($0) })
    }
}

extension Argument {
    /// `--name VALUE`, at most once.
    static func option<Element: ArgumentValue>(
        _ name: String, short: Character? = nil, _ placeholder: String? = nil, _ help: String,
        completion: Parameter.Completion = .nothing
    ) -> Argument where Value == Element? {
        Argument(
            parameter: .option(name, short, placeholder, help, .optional, completion, of: Element.self),
            read: { $0.last as? Element })
    }

    /// `--name VALUE`, any number of times.
    static func repeated<Element: ArgumentValue>(
        _ name: String, _ placeholder: String? = nil, _ help: String
    ) -> Argument where Value == [Element] {
        Argument(
            parameter: .option(name, nil, placeholder, help, .repeated, .nothing, of: Element.self),
            read: { $0.compactMap { $0 as? Element } })
    }

    /// A positional argument that may be left out.
    static func optionalPositional<Element: ArgumentValue>(
        _ placeholder: String, _ help: String, completion: Parameter.Completion = .nothing
    ) -> Argument where Value == Element? {
        Argument(
            parameter: .positional(placeholder, help, .optional, completion, of: Element.self),
            read: { $0.last as? Element })
    }

    /// One positional argument or more.
    static func positionals<Element: ArgumentValue>(
        _ placeholder: String, _ help: String, completion: Parameter.Completion = .nothing
    ) -> Argument where Value == [Element] {
        Argument(
            parameter: .positional(placeholder, help, .atLeastOnce, completion, of: Element.self),
            read: { $0.compactMap { $0 as? Element } })
    }
}

private func single<Element>(_ values: [any Sendable]) -> Element {
    guard let value = values.last as? Element else {
        preconditionFailure("the parser let a required argument pass")
    }
    return value
}

extension Parameter {
    fileprivate static func option<Element: ArgumentValue>(
        _ name: String, _ short: Character?, _ placeholder: String?, _ help: String,
        _ occurrence: Parameter.Occurrence, _ completion: Parameter.Completion, of type: Element.Type,
        default defaultText: String? = nil
    ) -> Parameter {
        Parameter(
            name: name, short: short, form: .option(placeholder: placeholder ?? type.placeholder),
            occurrence: occurrence, help: help, defaultText: defaultText, allowedValues: type.allowedValues,
            expectation: type.expectation, completion: completion, value: { type.reading($0) })
    }

    fileprivate static func positional<Element: ArgumentValue>(
        _ placeholder: String, _ help: String, _ occurrence: Parameter.Occurrence,
        _ completion: Parameter.Completion, of type: Element.Type
    ) -> Parameter {
        Parameter(
            name: placeholder, short: nil, form: .positional(placeholder: placeholder), occurrence: occurrence,
            help: help, defaultText: nil, allowedValues: type.allowedValues, expectation: type.expectation,
            completion: completion, value: { type.reading($0) })
    }
}
