using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging.Instruments;

/// <summary>
/// The choice of the future against a slow twin, which works out both costs from what the market was told and looks through all that it has seen
/// each time.
/// </summary>
public sealed class DeltaChoiceTwinTests
{
    private const double Price = 60_000;
    private const double Fee = 0.0005;
    private const double HoldingHours = 84;

    [Theory]
    [InlineData(41, 0.3)]
    [InlineData(42, -0.3)]
    [InlineData(43, 0)]
    public void Choice_RandomCosts_IsTheTwins(int fixedSeed, double targetCoins)
    {
        var random = new Random(Seeds.For(nameof(Choice_RandomCosts_IsTheTwins), fixedSeed));
        var core = Harness(targetCoins).Start(Price);
        var twin = new Twin(targetCoins < 0);
        var nextLook = core.NowNanos + Nanos.PerSecond;
        var changes = 0;
        for (var regime = 0; regime < 60; regime++)
        {
            var (perpetualSpread, datedSpread) = (Spread(random), Spread(random));
            var (dated, funding) = (Price + random.Next(-60, 61), 4e-5 * (random.NextDouble() - 0.5));
            for (var i = random.Next(2, 40); i > 0; i--)
            {
                core.Clock(500);
                if (core.NowNanos >= nextLook)
                {
                    nextLook = core.NowNanos + Nanos.PerSecond;
                    var left = Nanos.ToYears(CoreHarness.ExpiryUtcNanos(0) - core.UtcNanos);
                    changes += twin.Look(core.NowNanos, left) ? 1 : 0;
                    Assert.Equal(twin.IsDated ? CoreHarness.DatedFuture : CoreHarness.Perpetual, core.Snapshot.HedgeInstrument);
                }

                core.Index(Price).Ticker(Price).Book(Price, spread: perpetualSpread).DatedMarket(dated, datedSpread);
                var ticker = core.Event(InputKind.Ticker, CoreHarness.Perpetual);
                ticker.Ticker = TickerBody.Unknown;
                ticker.Ticker.MarkPrice = Price;
                ticker.Ticker.Funding8h = funding;
                core.Send(ticker);
                twin.Tell(perpetualSpread, datedSpread, dated, funding);
            }
        }

        Assert.InRange(changes, 5, 60);
        Assert.Empty(core.Orders);
    }

    /// <summary>USD, between the best prices: mostly narrow.</summary>
    private static double Spread(Random random) => 1 + Math.Floor(60 * Math.Pow(random.NextDouble(), 2));

    private static CoreHarness Harness(double targetCoins)
    {
        var config = CoreHarness.DefaultConfig();
        var underlying = config.Underlyings[0] with
        {
            OtherInstruments = ["BTC-FUTURE"],
            TargetDeltaCoins = targetCoins,
            Policy = new PolicySettings { HoldingHours = HoldingHours },
        };
        return new CoreHarness(config with
        {
            Underlyings = [underlying],
            Risk = config.Risk with { AllowedInstruments = ["BTC-PERPETUAL", "BTC-FUTURE"] },
        });
    }

    /// <summary>With no options the position that is needed is the target's, and a target of 0 counts as bought.</summary>
    private sealed class Twin(bool isSold)
    {
        private readonly List<(long Nanos, double Perpetual, double Dated)> _looks = [];
        private (double PerpetualSpread, double DatedSpread, double Dated, double Funding)? _told;
        private long _changedNanos = long.MinValue;

        public bool IsDated { get; private set; }

        public void Tell(double perpetualSpread, double datedSpread, double dated, double funding) =>
            _told = (perpetualSpread, datedSpread, dated, funding);

        /// <summary>True when it changes.</summary>
        public bool Look(long nowNanos, double yearsLeft)
        {
            if (_told is not { } told)
            {
                return false;
            }

            var sign = isSold ? -1 : 1;
            var held = Math.Min(1, HoldingHours / 24 / 365 / yearsLeft);
            _looks.Add((
                nowNanos,
                Fee + (0.5 * told.PerpetualSpread / Price) + (sign * told.Funding * HoldingHours / 8),
                Fee + (0.5 * told.DatedSpread / told.Dated) + (sign * ((told.Dated / Price) - 1) * held)));

            // Cheaper at every look since one of at least ten seconds ago, and since the last change.
            var since = _looks.Where(look => look.Nanos > _changedNanos).Reverse().TakeWhile(IsOtherCheaper).ToList();
            if (since.Count == 0 || nowNanos - since[^1].Nanos < 10 * Nanos.PerSecond)
            {
                return false;
            }

            IsDated = !IsDated;
            _changedNanos = nowNanos;
            return true;
        }

        private bool IsOtherCheaper((long Nanos, double Perpetual, double Dated) look)
        {
            var (own, other) = IsDated ? (look.Dated, look.Perpetual) : (look.Perpetual, look.Dated);
            return Math.Max(other, 0) < (0.9 * Math.Max(own, 0)) - 0.2e-4;
        }
    }
}
