using LowLatencyHedger.Primitives;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

public sealed class MarketTests
{
    [Theory]
    [InlineData(MarketModel.Gbm)]
    [InlineData(MarketModel.Jumps)]
    public void AdvanceTo_Changes_RebuildEveryBookAndNeverCross(MarketModel market)
    {
        var model = new ExchangeModel(new ExchangeOptions { Market = market, JumpsPerYear = 3_000_000 }, Models.Start);
        var books = model.Instruments.ToDictionary(i => i.Name, i => new NaiveBook(i));
        var recorder = new EventRecorder();
        model.AddListener(recorder);

        model.AdvanceTo(Models.Start + (20 * Models.Second));

        var lastId = 0L;
        foreach (var change in recorder.Books)
        {
            Assert.True(change.ChangeId > lastId);
            lastId = change.ChangeId;
            books[change.Instrument.Name].Apply(change);
        }

        Assert.All(model.Instruments, instrument =>
        {
            Assert.Equal(instrument.Book.Levels(Side.Buy), books[instrument.Name].Levels(Side.Buy));
            Assert.Equal(instrument.Book.Levels(Side.Sell), books[instrument.Name].Levels(Side.Sell));
            Assert.False(instrument.Book.BestBid?.Price >= instrument.Book.BestAsk?.Price);
        });
    }

    [Fact]
    public void AdvanceTo_TenSeconds_PublishesAtTheConfiguredRate()
    {
        var model = new ExchangeModel(new ExchangeOptions(), Models.Start);
        var recorder = new EventRecorder();
        model.AddListener(recorder);

        model.AdvanceTo(Models.Start + (10 * Models.Second));

        Assert.InRange(recorder.Books.Count + recorder.Tickers, 4_000, 7_000);
        var perpetual = recorder.Books.Count(change => change.Instrument.Name == "BTC-PERPETUAL");
        Assert.InRange(perpetual / (double)recorder.Books.Count, 0.2, 0.6);
        Assert.Equal(30, recorder.Indices);
        Assert.Equal(30, recorder.MarkSurfaces);
        Assert.Equal(30 + recorder.Accounts.Count(change => change.Trades.Count > 0), recorder.Portfolios);
    }

    [Fact]
    public void AdvanceTo_EqualOptions_GivesEqualEvents()
    {
        Assert.Equal(HashOf(seed: 7), HashOf(seed: 7));
        Assert.NotEqual(HashOf(seed: 7), HashOf(seed: 8));
    }

    [Fact]
    public void Tickers_Options_FollowBlack76OnTheirForward()
    {
        var model = new ExchangeModel(new ExchangeOptions(), Models.Start);
        var recorder = new EventRecorder { OnTicker = instrument => CheckAgainstBlack76(model, instrument) };
        model.AddListener(recorder);

        model.AdvanceTo(Models.Start + (5 * Models.Second));

        Assert.True(recorder.Tickers > 100);
    }

    [Fact]
    public void Tickers_Forwards_AreFuturesInterpolationsOrTheIndex()
    {
        var model = new ExchangeModel(new ExchangeOptions(), Models.Start);
        model.AdvanceTo(Models.Start + (10 * Models.Second));
        var future = model.FindInstrument("BTC-30JAN26")!;
        var own = model.Instruments.First(i => i.Name.StartsWith("BTC-30JAN26-", StringComparison.Ordinal));
        var synthetic = model.Instruments.First(i => i.Name.StartsWith("BTC-22JAN26-", StringComparison.Ordinal));

        Assert.Equal(("BTC-30JAN26", future.Ticker.MarkPrice), (own.Ticker.UnderlyingIndex, own.Ticker.UnderlyingPrice), ForwardsAgree);
        Assert.Equal("SYN.BTC-22JAN26", synthetic.Ticker.UnderlyingIndex);
        Assert.Equal("index_price", model.Instruments.First(i => i.Spec.IsOption && i.Spec.IsLinear).Ticker.UnderlyingIndex);
    }

    [Fact]
    public void Surface_TotalVariance_GrowsWithTime()
    {
        var process = new CoinProcess(91_000, 0.45);
        var random = new Random(3);
        for (var second = 0; second < 5_000; second++)
        {
            process.Advance(10 * Models.Second, Normal.Sample(random), random);
        }

        double[] years = [0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.9];
        var variances = years.Select(t => process.Volatility(0, t) * process.Volatility(0, t) * t).ToList();
        Assert.Equal(variances.Order(), variances);
    }

    [Theory]
    [InlineData(MarketModel.Gbm, 0.0)]
    [InlineData(MarketModel.Jumps, 0.01)]
    public void Jumps_MoveTheIndexAtOnce(MarketModel market, double movedAtLeast)
    {
        var options = new ExchangeOptions { Market = market, JumpsPerYear = 365 * 86_400, JumpMean = -0.02, JumpDeviation = 0 };
        var model = new ExchangeModel(options, Models.Start);
        var before = model.Indices[0].Price;

        model.AdvanceTo(Models.Start + (5 * Models.Second));

        var moved = Math.Abs(Math.Log(model.Indices[0].Price / before));
        Assert.True(moved >= movedAtLeast);
        Assert.True(market == MarketModel.Jumps || moved < 0.01);
    }

    private static bool ForwardsAgree((string Name, double Price) left, (string Name, double Price) right) =>
        left.Name == right.Name && Math.Abs(left.Price - right.Price) < 30;

    private static ulong HashOf(int seed)
    {
        var model = new ExchangeModel(new ExchangeOptions { Seed = seed }, Models.Start);
        var recorder = new EventRecorder();
        model.AddListener(recorder);
        for (var second = 1; second <= 5; second++)
        {
            model.AdvanceTo(Models.Start + (second * Models.Second));
            var request = Models.Limit(Side.Sell, 100, model.BestBid());
            model.Place(model.Accounts[0], request with { TimeInForce = TimeInForce.ImmediateOrCancel });
        }

        return recorder.Hash;
    }

    /// <summary>Within the rounding of the published volatility, forward and Greeks: protocol notes, section 16.5.</summary>
    private static void CheckAgainstBlack76(ExchangeModel model, Instrument instrument)
    {
        if (!instrument.Spec.IsOption)
        {
            return;
        }

        var ticker = instrument.Ticker;
        var years = (instrument.Spec.ExpirationMs - model.NowMs) / (365.0 * 86_400_000);
        var input = new OptionInput(
            instrument.Spec.IsCall ? OptionKind.Call : OptionKind.Put,
            ticker.UnderlyingPrice, instrument.Spec.Strike, years, ticker.MarkIv / 100);
        Assert.Equal(PricingStatus.Ok, Black76.Evaluate(input, out var greeks));
        var venue = VenueUnits.From(input, greeks, instrument.Spec.IsLinear ? SettlementStyle.Linear : SettlementStyle.Inverse);
        Assert.Equal(venue.Delta, ticker.Delta, 1e-4);
        Assert.Equal(venue.Gamma, ticker.Gamma, 1e-5);
        Assert.Equal(venue.Vega, ticker.Vega, 0.05);
        Assert.Equal(venue.Theta, ticker.Theta, 2.0);
        Assert.Equal(venue.MarkPrice, ticker.MarkPrice, instrument.Spec.IsLinear ? 5.0 : 1e-4);
        Assert.True(ticker.AskIv == 0 || ticker.BidIv <= ticker.AskIv);
        Assert.InRange(ticker.MarkPrice, ticker.MinPrice - 0.01, ticker.MaxPrice);
    }

    /// <summary>A book as a client rebuilds it: a snapshot, then changes in chain order.</summary>
    private sealed class NaiveBook
    {
        private readonly Dictionary<Side, SortedDictionary<Price, Quantity>> _sides = [];
        private long _changeId;

        public NaiveBook(Instrument instrument)
        {
            _changeId = instrument.Book.ChangeId;
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                _sides[side] = new(instrument.Book.Levels(side).ToDictionary(level => level.Price, level => level.Amount));
            }
        }

        public void Apply(BookChange change)
        {
            Assert.Equal(_changeId, change.PrevChangeId);
            _changeId = change.ChangeId;
            Apply(_sides[Side.Buy], change.Bids);
            Apply(_sides[Side.Sell], change.Asks);
        }

        public IEnumerable<BookLevel> Levels(Side side)
        {
            var levels = _sides[side].Select(pair => new BookLevel(pair.Key, pair.Value));
            return side == Side.Buy ? levels.Reverse() : levels;
        }

        private static void Apply(SortedDictionary<Price, Quantity> side, IReadOnlyList<BookLevelChange> changes)
        {
            foreach (var change in changes)
            {
                Assert.Equal(change.Action == BookAction.New, !side.ContainsKey(change.Price));
                if (change.Action == BookAction.Delete)
                {
                    Assert.Equal(0, change.Amount.Raw);
                    Assert.True(side.Remove(change.Price));
                }
                else
                {
                    Assert.True(change.Amount.IsPositive);
                    side[change.Price] = change.Amount;
                }
            }
        }
    }
}
