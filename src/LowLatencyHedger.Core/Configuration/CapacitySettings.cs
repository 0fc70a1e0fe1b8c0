namespace LowLatencyHedger.Core.Configuration;

/// <summary>Sizes of everything that is allocated once. What does not fit is refused and reported, never silently dropped.</summary>
public sealed record CapacitySettings
{
    public int Instruments { get; init; } = 4_096;

    public int Underlyings { get; init; } = 16;

    /// <summary>Per underlying.</summary>
    public int Expiries { get; init; } = 64;

    /// <summary>Own orders that are remembered.</summary>
    public int Orders { get; init; } = 4_096;

    /// <summary>Fills that are remembered, to book each once.</summary>
    public int FillKeys { get; init; } = 65_536;

    /// <summary>Levels kept per side of a hedge instrument's book.</summary>
    public int BookLevels { get; init; } = 2_048;

    internal void Validate(List<string> problems)
    {
        CoreConfig.Require(problems, Instruments is >= 1 and <= 65_536, "capacities.instruments must be between 1 and 65536");
        CoreConfig.Require(problems, Underlyings is >= 1 and <= 64, "capacities.underlyings must be between 1 and 64");
        CoreConfig.Require(problems, Expiries is >= 1 and <= 256, "capacities.expiries must be between 1 and 256");
        CoreConfig.Require(problems, Orders is >= 16 and <= 1_048_576, "capacities.orders must be between 16 and 1048576");
        CoreConfig.Require(problems, FillKeys is >= 16 and <= 1_048_576, "capacities.fillKeys must be between 16 and 1048576");
        CoreConfig.Require(problems, BookLevels is >= 16 and <= 65_536, "capacities.bookLevels must be between 16 and 65536");
    }
}
