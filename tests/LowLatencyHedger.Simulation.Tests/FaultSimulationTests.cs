using LowLatencyHedger.Simulation.Faults;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests;

/// <summary>A short form of <c>hedger simulate-faults</c>.</summary>
public sealed class FaultSimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Campaign_OfAllModes_BreaksNoLaw(int fixedSeed)
    {
        var fresh = Environment.TickCount & 0xFFFFFF;
        var first = Seeds.For(nameof(Campaign_OfAllModes_BreaksNoLaw), fixedSeed == 0 ? fresh : fixedSeed);
        var options = new FaultCampaignOptions { FirstSeed = first, LastSeed = first + 19, Minutes = 2, Threads = 2 };

        var report = FaultCampaign.Run(options);

        report.WriteText(Console.Out, TimeSpan.FromSeconds(1));
        Assert.Empty(report.Failures.Select(static failed => $"{failed.Failure} {failed.Options.Command}"));
        Assert.InRange(report.DoubleRuns, 1, 2);
        Assert.Equal(0, report.Mismatches);
        Assert.True(report.FaultsTotal > 500 && report.Recoveries > 50 && report.Orders > 100, "the runs show too little");
    }

    [Fact]
    public void Run_QuietVenue_HasNoFalseAlarmsAndNoRefusals()
    {
        var report = FaultCampaign.Run(
            new FaultCampaignOptions { FirstSeed = 3, LastSeed = 4, Mode = SwarmMode.Quiet, Minutes = 5, Threads = 2 });

        Assert.Empty(report.Failures);
        Assert.Equal(0, report.FaultsTotal);
        Assert.All(report.Results, static result => Assert.Empty(result.Resumes));
    }

    [Fact]
    public void Acceptance_OfFewRuns_MissesTheGoalsOfVolumeOnly()
    {
        var report = FaultCampaign.Run(
            new FaultCampaignOptions { FirstSeed = 1, LastSeed = 2, Mode = SwarmMode.Storm, Minutes = 0.5, Threads = 2 });

        var goals = FaultAcceptance.Goals(report, TimeSpan.FromSeconds(600));

        Assert.Equal(["runs twice that differ", "failures", "seconds"], goals.Where(static goal => goal.IsReached).Select(static goal => goal.Name));
        Assert.Equal((2, 1), (goals[0].Reached, report.DoubleRuns));
        Assert.StartsWith("MISSED seeds", goals[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Campaign_WithProgress_TellsOfRunsSoFar()
    {
        var told = new List<int>();
        var report = FaultCampaign.Run(new FaultCampaignOptions
        {
            FirstSeed = 1,
            LastSeed = 3,
            Mode = SwarmMode.Quiet,
            Minutes = 0.5,
            Threads = 1,
            ProgressInterval = TimeSpan.Zero,
            OnProgress = report => told.Add(report.Results.Count),
        });

        Assert.Equal([1, 2, 3], told);
        Assert.Equal([1, 2, 3], report.Results.Select(static result => result.Options.Seed));
    }

    [Theory]
    [InlineData(3, SwarmMode.Quiet)]
    [InlineData(7, SwarmMode.Quiet)]
    [InlineData(1, SwarmMode.Storm)]
    [InlineData(5, SwarmMode.Broad)]
    [InlineData(2, SwarmMode.Pairs)]
    public void Run_MarketDataAsEvents_IsTheRunWithTheirText(int seed, SwarmMode mode)
    {
        var direct = new FaultCampaignOptions { FirstSeed = seed, LastSeed = seed, Mode = mode, Minutes = 4, Threads = 1 };

        var result = FaultCampaign.Run(direct).Results[0];
        var text = FaultCampaign.Run(direct with { IsBytes = true }).Results[0];

        Assert.Equal((text.Inputs, text.Orders, text.TraceHash), (result.Inputs, result.Orders, result.TraceHash));
    }

    [Fact]
    public void Run_LaggingPositionsCutShort_GoesOn()
    {
        var report = FaultCampaign.Run(new FaultCampaignOptions
        {
            FirstSeed = 182,
            LastSeed = 182,
            Mode = SwarmMode.Storm,
            Minutes = 4.2,
            Mask = new HashSet<string> { "book_state", "garbage", "md_reset", "pos_lag" },
            FaultsMax = 80,
            Threads = 1,
        });

        Assert.Empty(report.Failures.Select(static failed => failed.Failure));
    }

    [Fact]
    public void Plan_Masked_LeavesTheOtherFaultsAsTheyAre()
    {
        var all = FaultPlan.Create(5, SwarmMode.Storm, 300_000_000_000, null, int.MaxValue).Faults;
        var kind = all[0].Kind.Name;
        var masked = FaultPlan.Create(5, SwarmMode.Storm, 300_000_000_000, new HashSet<string> { kind }, 3).Faults;

        Assert.Equal(all.Where(fault => fault.Kind.Name == kind).Take(3), masked);
    }

    [Fact]
    public void Pairs_OfSuccessiveSeeds_CoverEveryOrderedPair()
    {
        var pairs = new HashSet<(string, string)>();
        for (var seed = 0; seed < 600; seed++)
        {
            var faults = FaultPlan.Create(seed, SwarmMode.Pairs, 600_000_000_000, null, int.MaxValue).Faults;
            for (var i = 0; i + 1 < faults.Count; i += 2)
            {
                pairs.Add((faults[i].Kind.Name, faults[i + 1].Kind.Name));
            }
        }

        Assert.Equal(FaultCatalog.All.Count * FaultCatalog.All.Count, pairs.Count);
    }
}
