using System.Text;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Tests.Running;

public sealed class RehearsalSettingsTests
{
    private const string Live = """
        {
          "venue": { "environment": "live" },
          "underlyings": [
            { "index": "btc_usd", "currency": "BTC", "hedgeInstrument": "BTC-PERPETUAL", "maxOrderAmount": 10, "maxNetDeltaCoins": 1,
              "policy": { "lowerWidthCoins": 1, "upperWidthCoins": 1 } },
            { "index": "sol_usdc", "currency": "USDC", "hedgeInstrument": "SOL_USDC-PERPETUAL", "maxOrderAmount": 10, "maxNetDeltaCoins": 1,
              "policy": { "lowerWidthCoins": 1, "upperWidthCoins": 1 }, "volatility": { "source": "svi" } },
            { "index": "xrp_usdc", "currency": "USDC", "hedgeInstrument": "XRP_USDC-PERPETUAL", "maxOrderAmount": 10, "maxNetDeltaCoins": 1,
              "policy": { "lowerWidthCoins": 1, "upperWidthCoins": 1 } }
          ],
          "limits": { "maxDailyLossUsd": 1000, "maxDrawdownUsd": 1000 },
          "credentials": { "clientIdFile": "/keys/id", "clientSecretFile": "/keys/secret" },
          "threads": { "layout": "dedicated", "idle": "yielding", "hotCpus": ["1"] },
          "journal": { "directory": "/precious/journal" },
          "telemetry": { "file": "/precious/telemetry.bin" },
          "control": { "directory": "/precious/run" }
        }
        """;

    [Fact]
    public void From_LiveSettings_StayOnThisMachineAndTouchNoFileOfTheRun()
    {
        var rehearsed = Rehearsed();

        Assert.Equal("ws://127.0.0.1:1/", rehearsed.Text("venue.url"));
        Assert.Equal("simulator", rehearsed.Text("venue.environment"));
        foreach (var path in new[] { "journal.directory", "telemetry.file", "control.directory" })
        {
            Assert.StartsWith("/scratch", rehearsed.Text(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void From_LiveSettings_KeepsWhatDecidesWhichCodeRuns()
    {
        var rehearsed = Rehearsed();

        Assert.Equal("dedicated", rehearsed.Text("threads.layout"));
        Assert.Equal("yielding", rehearsed.Text("threads.idle"));
        Assert.Equal(["1"], rehearsed.Items("threads.hotCpus"));
        Assert.Equal("svi", rehearsed.Text("underlyings[1].volatility.source"));
    }

    [Fact]
    public void From_LiveSettings_IsValidForWhatTheSimulatedVenueLists()
    {
        var rehearsed = Rehearsed();

        Assert.Equal(2, rehearsed.UnderlyingCount);
        Assert.Equal("ETH-PERPETUAL", rehearsed.Text("underlyings[1].hedgeInstrument"));
        Assert.Empty(HedgerConfiguration.CrossChecks("rehearsal", rehearsed));
    }

    [Fact]
    public void Seams_OfARun_LeaveEverythingAsConfigured()
    {
        var seams = new EngineSeams();
        var session = new SessionSettings { ConnectionId = 1 };
        var trading = new TradingSettings { Session = session, Underlyings = [], StartedUtcNanos = 1 };

        Assert.Null(seams.SegmentBytes);
        Assert.Null(seams.AccountSnapshotNanos);
        Assert.Same(session, seams.SessionSettings(session));
        Assert.Same(trading, seams.TradingSettings(trading));
        var market = new MarketDataSettings { Session = session, Underlyings = [] };
        Assert.Same(market, seams.MarketDataSettings(market));
    }

    /// <summary>More often than the thirty and sixty calls after which the JIT compiles a method anew, in the seconds that the acts trade.</summary>
    [Fact]
    public void Seams_OfARehearsal_MakeOftenWhatIsRareAndChangeNothingElse()
    {
        var session = new SessionSettings { ConnectionId = 1 };
        var trading = new TradingSettings { Session = session, Underlyings = [], StartedUtcNanos = 1 };
        var seams = Rehearsal.Seams;

        Assert.InRange(seams.SegmentBytes!.Value, 128 * 1024, 512 * 1024);
        Assert.InRange(seams.AccountSnapshotNanos!.Value, 1, 100 * Nanos.PerMilli);
        Assert.InRange(seams.TradingSettings(trading).TradeSweepNanos, 1, 50 * Nanos.PerMilli);
        Assert.InRange(seams.SessionSettings(session).ClockSampleIntervalNanos, 1, 100 * Nanos.PerMilli);
        Assert.InRange(seams.SessionSettings(session).LoginRenewalMaxNanos, 1, 100 * Nanos.PerMilli);
        Assert.Equal(session, seams.SessionSettings(session) with
        {
            ClockSampleIntervalNanos = session.ClockSampleIntervalNanos, LoginRenewalMaxNanos = session.LoginRenewalMaxNanos,
        });
        var market = new MarketDataSettings { Session = session, Underlyings = [] };
        Assert.InRange(seams.MarketDataSettings(market).InstrumentRefreshNanos, 1, 250 * Nanos.PerMilli);
        Assert.Equal(market, seams.MarketDataSettings(market) with { InstrumentRefreshNanos = market.InstrumentRefreshNanos });
        Assert.Equal(trading, seams.TradingSettings(trading) with
        {
            TradeSweepNanos = trading.TradeSweepNanos, TradeOverlapNanos = trading.TradeOverlapNanos, TradesPerPage = trading.TradesPerPage,
        });
    }

    private static ConfigValues Rehearsed()
    {
        var (values, problems) = ConfigLoader.Load("test", Encoding.UTF8.GetBytes(Live), new Dictionary<string, string>());
        Assert.Empty(problems);
        return RehearsalSettings.From(values, new Uri("ws://127.0.0.1:1/"), "/scratch/journal", "/scratch");
    }
}
