namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// Everything that decides what a <c>HedgeCore</c> does, besides its inputs. It is journalled with the inputs, so that a replay builds
/// the same core. Immutable; units are the last word of a name.
/// </summary>
public sealed record CoreConfig
{
    /// <summary>Number of this run, counted on disk; the first half of every order's name. At least 1.</summary>
    public uint Epoch { get; init; } = 1;

    /// <summary>What is hedged. The first is the primary one that snapshots show.</summary>
    public UnderlyingConfig[] Underlyings { get; init; } = [];

    public RiskLimits Risk { get; init; } = new();

    public OrderSettings Orders { get; init; } = new();

    public CapacitySettings Capacities { get; init; } = new();

    /// <summary>Positions are read again this often while connected; 0 turns it off.</summary>
    public int ReconcileIntervalMillis { get; init; } = 10_000;

    /// <summary>A position is compared with the venue's only this long after its last fill.</summary>
    public int ReconcileQuietMillis { get; init; } = 1_000;

    /// <summary>What a position that differs from the venue's in three readings leads to.</summary>
    public PositionBreakAction PositionBreak { get; init; } = PositionBreakAction.Halt;

    /// <summary>With <see cref="PositionBreakAction.Adopt"/>: a larger difference, in USD of notional, halts.</summary>
    public double AdoptUpToUsd { get; init; }

    /// <summary>Everything that is wrong with the configuration; empty when it may be used. Cold.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(problems, Epoch >= 1, "epoch must be at least 1");
        Require(problems, Underlyings.Length >= 1, "underlyings must name at least one price index");
        Require(problems, Underlyings.Length <= Capacities.Underlyings, "more underlyings than capacities.underlyings");
        Require(problems, ReconcileIntervalMillis >= 0 && ReconcileQuietMillis >= 0, "reconcile intervals must not be negative");
        Require(problems, AdoptUpToUsd >= 0 && double.IsFinite(AdoptUpToUsd), "adoptUpToUsd must not be negative");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var underlying in Underlyings)
        {
            Require(problems, names.Add(underlying.IndexName), $"underlying {underlying.IndexName} is named twice");
            underlying.Validate(problems);
        }

        var rests = Array.Exists(Underlyings, underlying => underlying.Execution.Mode == ExecutionMode.PassiveFirst);
        Require(problems, !rests || (Risk.AllowedOrderTypes & OrderTypes.PostOnly) != 0, "execution.mode passiveFirst needs post-only orders allowed");
        Risk.Validate(problems);
        Capacities.Validate(problems);
        SettingRules.Validate(this, problems);
        return problems;
    }

    internal static void Require(List<string> problems, bool holds, string problem)
    {
        if (!holds)
        {
            problems.Add(problem);
        }
    }
}

/// <summary>What follows when a position differs from the venue's for good.</summary>
public enum PositionBreakAction : byte
{
    /// <summary>An alarm, and no orders until a later reading agrees.</summary>
    Alert = 0,

    /// <summary>No orders until an operator resumes, which adopts the venue's positions.</summary>
    Halt = 1,

    /// <summary>The venue's position is taken if it differs by no more than a limit; otherwise as <see cref="Halt"/>.</summary>
    Adopt = 2,
}
