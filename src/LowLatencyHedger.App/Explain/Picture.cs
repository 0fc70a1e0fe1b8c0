using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Explain;

/// <summary>What a core knew of one underlying between two events.</summary>
internal sealed class Picture
{
    private const int Levels = 5;
    private const int MaxExpiries = 256;
    private const int MaxLimits = 96;

    private Picture(HedgeCore core, int place)
    {
        core.WriteSnapshot(place, ref Core);
        core.View.ReadDecision(place, out Decision);
        var bids = new BookLevel[Levels];
        var asks = new BookLevel[Levels];
        core.View.ReadBook(place, bids, asks, out Book);
        Bids = bids[..Book.BidCount];
        Asks = asks[..Book.AskCount];
        var expiries = new ExpirySnapshot[MaxExpiries];
        Expiries = expiries[..core.View.ReadExpiries(place, expiries)];
        var policies = new PolicySnapshot[1 + PolicySettings.MaxShadows];
        Policies = policies[..core.View.ReadPolicies(place, policies)];
        var limits = new LimitSnapshot[MaxLimits];
        Limits = limits[..core.View.ReadLimits(place, limits)];
        Position = core.Position(Core.HedgeInstrument);
    }

    public readonly CoreSnapshot Core;

    public readonly DecisionSnapshot Decision;

    public readonly BookSnapshot Book;

    /// <summary>The best first.</summary>
    public BookLevel[] Bids { get; }

    public BookLevel[] Asks { get; }

    public ExpirySnapshot[] Expiries { get; }

    /// <summary>The live one, then its shadows.</summary>
    public PolicySnapshot[] Policies { get; }

    public LimitSnapshot[] Limits { get; }

    /// <summary>In the hedge instrument.</summary>
    public Quantity Position { get; }

    public static Picture Take(HedgeCore core, int place) => new(core, place);
}
