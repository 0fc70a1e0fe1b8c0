using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>Nothing that the core can tell an operator is without a case that shows how it comes about, or a reason why not.</summary>
public sealed class AlarmTableTests
{
    private const long LimitNanos = 5 * Nanos.PerSecond;

    public static TheoryData<ReasonCode> Provoked => [.. AlarmCases.Provoked.Keys];

    [Theory]
    [MemberData(nameof(Provoked))]
    public void Provoke_EveryAlarm_IsToldWithinFiveSeconds(ReasonCode reason)
    {
        var provocation = AlarmCases.Provoked[reason];
        var config = CoreHarness.DefaultConfig();
        config = provocation.Configure(config with
        {
            Underlyings = [provocation.Underlying(config.Underlyings[0])], Risk = provocation.Risk(config.Risk),
        });
        var core = new CoreHarness(config) { TellsPortfolio = provocation.TellsPortfolio };
        if (provocation.IsStarted)
        {
            core.Start(60_000, provocation.Options, provocation.Positions);
        }

        var before = core.All.Count;
        provocation.Provoke(core);
        for (var startNanos = core.NowNanos; !IsTold(core, before, reason) && core.NowNanos - startNanos < LimitNanos;)
        {
            core.Clock(100);
            if (provocation.IsRefreshed)
            {
                core.Market(core.Mid, provocation.Options);
            }
        }

        Assert.True(IsTold(core, before, reason), $"told: {string.Join(' ', core.All.Skip(before).Select(static output => $"{output.Kind}.{output.Reason}"))}");
    }

    [Fact]
    public void Reasons_All_AreProvokedOrShownOrNoAlarm()
    {
        var held = ControlCases.OfOrders.Select(static held => held.Reason).ToHashSet();
        foreach (var reason in Enum.GetValues<ReasonCode>())
        {
            var places = (AlarmCases.Provoked.ContainsKey(reason) ? 1 : 0) + (AlarmCases.ShownElsewhere.ContainsKey(reason) ? 1 : 0)
                + (AlarmCases.NoAlarms.ContainsKey(reason) ? 1 : 0);

            // Why an order was held back is told by one and the same way, and each control's line is in the table of controls.
            Assert.True(places == 1 || (places == 0 && held.Contains(reason)), $"{reason} is in {places} of the lists, and held back: {held.Contains(reason)}");
        }
    }

    private static bool IsTold(CoreHarness core, int before, ReasonCode reason) =>
        core.All.FindIndex(before, output => output.Reason == reason && output.Kind is OutputKind.Alert or OutputKind.TradingState) >= 0;
}
