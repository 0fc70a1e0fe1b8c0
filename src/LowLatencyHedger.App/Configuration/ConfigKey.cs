namespace LowLatencyHedger.App.Configuration;

/// <summary>What a value of the configuration looks like.</summary>
internal enum ConfigKind
{
    Text,
    Integer,
    Number,
    Boolean,

    /// <summary>One of <see cref="ConfigKey.Choices"/>.</summary>
    Choice,

    /// <summary>A list of texts.</summary>
    TextList,
}

/// <summary>
/// One key of the configuration file: from these, validation, <c>config show</c>, the JSON schema and the reference page are made.
/// </summary>
/// <param name="Path">Sections joined by dots; a list of sections is written <c>underlyings[]</c>.</param>
/// <param name="Doc">One line for the trader or operator who sets it.</param>
internal sealed record ConfigKey(string Path, ConfigKind Kind, string Doc)
{
    /// <summary>As it would stand in the file; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>Must be set: no value would be right for everybody.</summary>
    public bool Required { get; init; }

    /// <summary>What was given is never printed: somebody may have put the secret itself where its place belongs.</summary>
    public bool IsHidden => Path.StartsWith("credentials.", StringComparison.Ordinal);

    public double Min { get; init; } = double.NegativeInfinity;

    public double Max { get; init; } = double.PositiveInfinity;

    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What a valid value is, in words for an error message.</summary>
    public string Expected => Kind switch
    {
        ConfigKind.Boolean => "true or false",
        ConfigKind.Choice => "one of " + string.Join(", ", Choices),
        ConfigKind.TextList => "a list of texts",
        ConfigKind.Integer => "a whole number" + Range,
        ConfigKind.Number => "a number" + Range,
        _ => "a text",
    };

    private string Range => (double.IsNegativeInfinity(Min), double.IsPositiveInfinity(Max)) switch
    {
        (true, true) => "",
        (false, true) => $" of at least {Min:0.########}",
        (true, false) => $" of at most {Max:0.########}",
        _ => $" from {Min:0.########} to {Max:0.########}",
    };
}
