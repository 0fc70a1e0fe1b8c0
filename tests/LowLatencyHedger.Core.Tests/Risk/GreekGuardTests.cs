using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>A core with six held options, whose tickers and account figures the test makes up.</summary>
public sealed class GreekGuardTests
{
    private const double Price = 60_000;
    private const double Vol = 0.6;
    private const int Options = 6;

    [Fact]
    public void Tickers_OfOurOwnModel_NeverDisagree()
    {
        var core = Start();

        Pass(core, seconds: 30, delta => Math.Round(delta, 5));

        Assert.Equal((TradingState.Active, ReasonCode.Reconciled), State(core));
        Assert.DoesNotContain(core.All, output => output.Reason == ReasonCode.OptionGreeksDiffer);
    }

    [Fact]
    public void Tickers_BeyondTheTolerance_AlarmAndReduceAfterSomeSeconds()
    {
        var core = Start();

        Pass(core, seconds: 1.8, delta => 1.5 * delta);
        Assert.Equal(TradingState.Active, State(core).State);

        Pass(core, seconds: 1.5, delta => 1.5 * delta);
        Assert.Equal((TradingState.Reduce, ReasonCode.OptionGreeksDiffer), State(core));
        var alarms = core.All.Count(output => output.Reason == ReasonCode.OptionGreeksDiffer);
        var alarm = Assert.Single(core.All, output => output.Kind == OutputKind.Alert && output.Severity == AlertSeverity.Critical);
        Assert.Equal(ReasonCode.OptionGreeksDiffer, alarm.Reason);
        Assert.InRange(alarm.Detail, 320, 340);

        // It does not repeat itself.
        Pass(core, seconds: 20, delta => 1.5 * delta);
        Assert.Equal(alarms, core.All.Count(output => output.Reason == ReasonCode.OptionGreeksDiffer));
    }

    [Fact]
    public void Tickers_BetweenAlertAndTolerance_AreOnlyReported()
    {
        var core = Start();

        Pass(core, seconds: 10, delta => 1.2 * delta);

        Assert.Equal(TradingState.Active, State(core).State);
        var alarm = Assert.Single(core.All, output => output.Kind == OutputKind.Alert && output.Reason == ReasonCode.OptionGreeksDiffer);
        Assert.Equal(AlertSeverity.Warning, alarm.Severity);
    }

    [Fact]
    public void Tickers_OneOddOne_ChangesNothingHoweverLongItStands()
    {
        var core = Start();
        Pass(core, seconds: 2, delta => delta);
        core.Clock(150);
        Ticker(core, 0, delta => delta - 5);

        for (var i = 0; i < 100; i++)
        {
            core.Clock(150);
            for (var option = 1; option < Options; option++)
            {
                Ticker(core, option, delta => delta);
            }

            core.Book(Price).Index(Price).Ticker(Price);
        }

        Assert.Equal(TradingState.Active, State(core).State);
    }

    [Fact]
    public void Tickers_WithoutGreeks_NeitherTripNorClear()
    {
        var core = Start();
        Pass(core, seconds: 20, _ => double.NaN);
        Assert.Equal(TradingState.Active, State(core).State);

        Pass(core, seconds: 4, delta => 1.5 * delta);
        Assert.Equal(TradingState.Reduce, State(core).State);

        Pass(core, seconds: 30, _ => double.NaN);
        Assert.Equal((TradingState.Reduce, ReasonCode.OptionGreeksDiffer), State(core));
    }

    [Fact]
    public void Tickers_AgreeAgain_ClearAfterALongerTime()
    {
        var core = Start();
        Pass(core, seconds: 4, delta => 1.5 * delta);
        Assert.Equal(TradingState.Reduce, State(core).State);

        Pass(core, seconds: 8, delta => delta);
        Assert.Equal(TradingState.Reduce, State(core).State);

        Pass(core, seconds: 5, delta => delta);
        Assert.Equal(TradingState.Active, State(core).State);
        Assert.Contains(core.All, output => output.Reason == ReasonCode.OptionGreeksDiffer && output.Severity == AlertSeverity.Info);
    }

    [Fact]
    public void Portfolio_OfOurOwnModel_NeverDisagrees()
    {
        var core = Start();

        PassAccount(core, seconds: 30, total => Math.Round(total, 8));

        Assert.Equal(TradingState.Active, State(core).State);
        Assert.DoesNotContain(core.All, output => output.Reason == ReasonCode.NetDeltaDiffersFromVenue);
    }

    [Fact]
    public void Portfolio_BeyondTheTolerance_AlarmsAndReduces()
    {
        var core = Start();

        PassAccount(core, seconds: 20, total => total + 0.2);
        Assert.Equal(TradingState.Active, State(core).State);
        PassAccount(core, seconds: 10, total => total + 1.5);

        Assert.Equal((TradingState.Reduce, ReasonCode.NetDeltaDiffersFromVenue), State(core));
        Assert.Contains(core.All, output => output.Reason == ReasonCode.NetDeltaDiffersFromVenue && output.Severity == AlertSeverity.Critical);
        PassAccount(core, seconds: 40, _ => double.NaN);
        Assert.Equal(TradingState.Reduce, State(core).State);
        PassAccount(core, seconds: 20, total => total);
        Assert.Equal(TradingState.Active, State(core).State);
    }

    [Fact]
    public void Portfolio_FillsBetweenAllMessages_AreNotCompared()
    {
        var core = Start();
        for (var i = 0; i < 40; i++)
        {
            core.Fill(CoreHarness.Option(0), i % 2 == 0 ? Side.Buy : Side.Sell, 0.05, 0.1, $"quick{i}");
            PassAccount(core, seconds: 0.25, total => total + 5);
        }

        Assert.Equal(TradingState.Active, State(core).State);
    }

    [Fact]
    public void Expiry_InItsLastHalfHour_IsNotCompared()
    {
        var core = Start();
        var toWindow = ((CoreHarness.ExpiryUtcNanos(0) - core.UtcNanos) / Nanos.PerMilli) - (29 * 60_000);
        core.Clock(toWindow);
        core.Market(Price, Options, Vol);

        Pass(core, seconds: 10, delta => 0.5 * delta);
        PassAccount(core, seconds: 10, total => total + 5);

        Assert.DoesNotContain(core.All, output => output.Reason is ReasonCode.OptionGreeksDiffer or ReasonCode.NetDeltaDiffersFromVenue);
    }

    [Fact]
    public void OnEvent_WarmTickersAndPortfolios_AllocateNothing()
    {
        var core = Start();
        Pass(core, seconds: 1, delta => delta);
        var ticker = Event(core, 0, delta => 1.5 * delta);
        var portfolio = Account(core, total => total + 2);
        var outputs = new OutputBuffer();
        var sequence = core.Sequence;
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 2_000; i++)
            {
                outputs.Clear();
                ticker.ReceivedNanos += 10 * Nanos.PerMilli;
                portfolio.ReceivedNanos = ticker.ReceivedNanos;
                core.Core.OnEvent(i % 10 == 0 ? portfolio : ticker, sequence++, outputs);
            }

            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }
    }

    private static CoreHarness Start()
    {
        var config = CoreHarness.DefaultConfig();
        var underlying = config.Underlyings[0] with { BandLowerCoins = 15, BandUpperCoins = 15 };
        var held = Enumerable.Range(0, Options).Select(option => (CoreHarness.Option(option), option % 3 == 0 ? -2.0 : 1.0)).ToArray();
        var core = new CoreHarness(config with { Underlyings = [underlying] }).Start(Price, Options, held);
        core.Market(Price, Options, Vol);
        Assert.Equal(TradingState.Active, State(core).State);
        return core;
    }

    private static (TradingState State, ReasonCode Reason) State(CoreHarness core)
    {
        var snapshot = core.Snapshot;
        return (snapshot.TradingState, snapshot.StateReason == ReasonCode.None ? ReasonCode.Reconciled : snapshot.StateReason);
    }

    /// <summary>Tickers of all options every 150 ms, with a delta that is made of ours.</summary>
    private static void Pass(CoreHarness core, double seconds, Func<double, double> published)
    {
        var end = core.NowNanos + (long)(seconds * Nanos.PerSecond);
        while (core.NowNanos < end)
        {
            core.Clock(150);
            core.Book(Price).Index(Price).Ticker(Price);
            for (var option = 0; option < Options; option++)
            {
                Ticker(core, option, published);
            }
        }
    }

    private static void PassAccount(CoreHarness core, double seconds, Func<double, double> published)
    {
        var end = core.NowNanos + (long)(seconds * Nanos.PerSecond);
        while (core.NowNanos < end)
        {
            core.Clock(250);
            core.Market(Price, Options, Vol);
            core.Send(Account(core, published));
        }
    }

    private static void Ticker(CoreHarness core, int option, Func<double, double> published) => core.Send(Event(core, option, published));

    private static InputEvent Event(CoreHarness core, int option, Func<double, double> published)
    {
        var e = core.Event(InputKind.Ticker, CoreHarness.Option(option));
        e.Ticker = TickerBody.Unknown;
        e.Ticker.MarkPrice = 0.05;
        e.Ticker.UnderlyingPrice = Price;
        e.Ticker.MarkIv = Vol;
        e.Ticker.Status = TradingStatus.Open;
        e.Ticker.Delta = published(Greeks(core, option).Delta);
        return e;
    }

    private static InputEvent Account(CoreHarness core, Func<double, double> published)
    {
        var total = 0.0;
        for (var option = 0; option < Options; option++)
        {
            total += core.Core.Position(CoreHarness.Option(option)).ToDouble() * Greeks(core, option).PremiumAdjustedDelta;
        }

        total += core.Core.Position(CoreHarness.Perpetual).ToDouble() / Price;
        var e = core.Event(InputKind.Portfolio, InstrumentId.None);
        e.Portfolio = new PortfolioBody { Currency = InlineText32.From("BTC"), Equity = 100, AvailableFunds = 90, DeltaTotal = published(total) };
        return e;
    }

    private static Greeks Greeks(CoreHarness core, int option)
    {
        var years = Nanos.ToYears(CoreHarness.ExpiryUtcNanos(option) - core.UtcNanos);
        var kind = CoreHarness.Type(option) == OptionType.Call ? OptionKind.Call : OptionKind.Put;
        Black76.Evaluate(new OptionInput(kind, Price, CoreHarness.Strike(option), years, Vol), out var greeks);
        return greeks;
    }
}
