using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Journal.Tests;

/// <summary>
/// Settings change a thousand times under load between two configurations of which no value is common, so that an order that was judged by a
/// mixture of them shows it: in its band, or in its size.
/// </summary>
public sealed class ReloadTests
{
    private const int Reloads = 1_000;
    private const long PeriodNanos = 20 * Nanos.PerMilli;

    private static readonly Policy s_first = new(Target: 0, Lower: 0.5, Upper: 0.4, MaxOrderAmount: 400_000);
    private static readonly Policy s_second = new(Target: 3, Lower: 0.2, Upper: 0.1, MaxOrderAmount: 150_000);

    [Fact]
    public void Reload_AThousandTimesUnderLoad_NoOrderIsJudgedByAMixtureAndTheJournalReplays()
    {
        var run = new RecordedRun(Options(), Script);
        var inForce = s_first;
        var answers = 0;
        var orders = 0;
        var ordersBySecond = 0;
        foreach (var output in run.Outputs)
        {
            if (output.Kind == OutputKind.SettingsChanged)
            {
                var change = ChangeOf((int)output.Detail);
                Assert.Equal(++answers, output.Detail);
                Assert.Equal(change.Refusal, output.Reason);
                inForce = change.Refusal == ReasonCode.None ? change.Policy : inForce;
            }
            else if (output.Kind == OutputKind.PlaceOrder)
            {
                orders++;
                ordersBySecond += inForce == s_second ? 1 : 0;
                Assert.Equal((inForce.Target - inForce.Lower, inForce.Target + inForce.Upper), (output.BandLower, output.BandUpper));
                Assert.True(output.Amount.ToDouble() <= inForce.MaxOrderAmount, $"{output.Amount} under {inForce}");
            }
        }

        Assert.Equal(Reloads, answers);
        Assert.True(ordersBySecond > 20 && orders - ordersBySecond > 20, $"{orders} orders, {ordersBySecond} of them under the second settings");
        Assert.True(run.InputCount > 20_000, $"{run.InputCount} inputs");
        using var directory = new TemporaryDirectory();
        run.Write(directory.Path);
        var replayed = Replay.Run(JournalDirectory.ResolveRun(directory.Path)!, verify: true);
        Assert.Null(replayed.Problem);
        Assert.Null(replayed.Difference);
        Assert.Equal((run.InputCount, run.OutputCount, run.DecisionHash), (replayed.Events, replayed.Outputs, replayed.DecisionHash));
    }

    private static void Script(VirtualEngine engine)
    {
        Assert.True(engine.RunUntil(() => engine.Snapshot().TradingState == TradingState.Active, 10 * Nanos.PerSecond));
        for (var id = 1; id <= Reloads; id++)
        {
            engine.Change(ChangeOf(id).Parts(id));
            engine.Run(PeriodNanos);
        }
    }

    /// <summary>Of four changes the first two are valid; the others carry the settings that are not in force, with one mistake.</summary>
    private static Change ChangeOf(int id) => (id % 4) switch
    {
        1 => new Change(s_second, null, ReasonCode.None),
        2 => new Change(s_first, (SettingKey.UpperWidthCoins, -1), ReasonCode.SettingOutOfRange),
        3 => new Change(s_first, null, ReasonCode.None),
        _ => new Change(s_second, (SettingKey.MaxOrderNotionalUsd, 90_000_000), ReasonCode.SettingsContradict),
    };

    private static VirtualEngineOptions Options() => new()
    {
        Exchange = new ExchangeOptions { TicksPerSecond = 1_000, OptionCount = 10 },
        Rpc = new RpcServerOptions { CancelOnDisconnectArmed = true, MatchingLimit = new RateLimit(200, 200) },
        Core = RecordedRun.Config with
        {
            Underlyings =
            [
                RecordedRun.Config.Underlyings[0] with
                {
                    TargetDeltaCoins = s_first.Target,
                    BandLowerCoins = s_first.Lower,
                    BandUpperCoins = s_first.Upper,
                    MaxOrderAmount = s_first.MaxOrderAmount,
                },
            ],
            Risk = RecordedRun.Config.Risk with
            {
                MaxOrdersPerSecond = 30,
                OrderBurst = 100,
                MaxOrdersPerMinute = 1_800,
                MaxHedgesOutsideBand = 1_000,
                MaxTurnoverRatio = 1_000,
                MaxDeltaStepBands = 1_000,
                DuplicateWindowMillis = 0,
            },
        },
    };

    private sealed record Policy(double Target, double Lower, double Upper, double MaxOrderAmount);

    private sealed record Change(Policy Policy, (SettingKey Key, double Value)? Mistake, ReasonCode Refusal)
    {
        public SettingChangeBody[] Parts(int id)
        {
            List<(SettingKey Key, double Value)> values =
            [
                (SettingKey.TargetDeltaCoins, Policy.Target),
                (SettingKey.LowerWidthCoins, Policy.Lower),
                (SettingKey.UpperWidthCoins, Policy.Upper),
                (SettingKey.MaxOrderAmount, Policy.MaxOrderAmount),
            ];
            if (Mistake is { } mistake)
            {
                values.Add(mistake);
            }

            return
            [
                .. values.Select((value, index) => new SettingChangeBody
                {
                    ChangeId = id,
                    Index = (ushort)index,
                    Count = (ushort)values.Count,
                    Key = value.Key,
                    Underlying = (short)(value.Key >= SettingKey.FirstOfUnderlying ? 0 : -1),
                    Value = value.Value,
                }),
            ];
        }
    }
}
