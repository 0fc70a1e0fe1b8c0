using System.Globalization;
using System.Text.Json;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

public sealed class RecordedMarketTests
{
    private const string Recording = "deribit_ws_raw/cryptofeed_DERIBIT_2021-04-05.raw";

    [Fact]
    public void Recorded_Session_ReplaysEveryPublishedNumber()
    {
        var model = Load(Recording);
        var options = model.Instruments.Where(i => i.Spec.IsOption).ToList();
        var seen = new HashSet<string>();
        model.AddListener(new EventRecorder
        {
            OnTicker = instrument => seen.Add(Line(instrument.Name, instrument.Ticker.MarkPrice, instrument.Ticker.MarkIv,
                instrument.Ticker.UnderlyingPrice, instrument.Ticker.IndexPrice, instrument.Ticker.Delta, instrument.Ticker.Vega,
                instrument.Ticker.Theta, instrument.Ticker.BestBidPrice, instrument.Ticker.BestAskAmount, instrument.Ticker.AskIv)),
        });

        // Twice around, so that the first state, which comes before the listener, is played too.
        model.AdvanceTo(Models.Start + (240 * Models.Second));

        Assert.Equal(10, options.Count);
        var recorded = RecordedTickers(Recordings.Find(Recording)!).ToList();
        Assert.Equal(273, recorded.Count);
        Assert.All(recorded, line => Assert.Contains(line, seen));
        Assert.NotNull(model.FindInstrument("BTC-PERPETUAL"));
        Assert.NotNull(model.FindInstrument("ETH-PERPETUAL"));
        Assert.Equal(10, model.Positions(model.Accounts[0]).Count(p => p.Instrument.Spec.IsOption));
        Assert.True(model.UserTrades(model.Accounts[0], new TradeQuery()).HasMore);
        AccountTests.AssertPositionsCancelOut(model);
    }

    [Fact]
    public void Recorded_Expirations_KeepTheGreeksRight()
    {
        var model = Load(Recording);
        foreach (var option in model.Instruments.Where(i => i.Spec.IsOption))
        {
            var years = (option.Spec.ExpirationMs - model.NowMs) / (365.0 * 86_400_000);
            var kind = option.Spec.IsCall ? OptionKind.Call : OptionKind.Put;
            var input = new OptionInput(kind, option.Ticker.UnderlyingPrice, option.Spec.Strike, years, option.Ticker.MarkIv / 100);
            Assert.Equal(PricingStatus.Ok, Black76.Evaluate(input, out var greeks));
            Assert.Equal(greeks.Delta, option.Ticker.Delta, 2e-4);
            Assert.Equal(greeks.Vega / 100, option.Ticker.Vega, 0.05);
        }
    }

    [Fact]
    public void Recorded_Books_EndAsARebuildOfTheFile()
    {
        var model = Load(Recording);
        var session = RecordedSession.Load(Recordings.Find(Recording)!);

        model.AdvanceTo(Models.Start + ((session.EndMs - session.StartMs) * 1_000_000));

        foreach (var name in session.InstrumentNames)
        {
            var levels = new SortedDictionary<(Side, Price), Quantity>();
            foreach (var message in session.Messages.Where(m => m.InstrumentName == name && m.Book is not null))
            {
                foreach (var level in message.Book!.Levels)
                {
                    levels[(level.Side, level.Price)] = level.Amount;
                }
            }

            var expected = levels.Where(pair => pair.Value.IsPositive).Select(pair => (pair.Key.Item1, pair.Key.Item2, pair.Value));
            var book = model.FindInstrument(name)!.Book;
            var actual = book.Levels(Side.Buy).Reverse().Select(l => (Side.Buy, l.Price, l.Amount))
                .Concat(book.Levels(Side.Sell).Select(l => (Side.Sell, l.Price, l.Amount)));
            Assert.Equal(expected, actual);
        }
    }

    private static ExchangeModel Load(string recording)
    {
        var path = Recordings.Find(recording);
        Assert.SkipWhen(path is null, Recordings.Missing(recording));
        var options = new ExchangeOptions { Market = MarketModel.Recorded, RecordedPath = path, TicksPerSecond = 50 };
        return new ExchangeModel(options, Models.Start);
    }

    private static IEnumerable<string> RecordedTickers(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.Contains("\"channel\":\"ticker.", StringComparison.Ordinal) && line.EndsWith("}}}", StringComparison.Ordinal))
            {
                using var document = JsonDocument.Parse(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
                var data = document.RootElement.GetProperty("params").GetProperty("data");
                var greeks = data.GetProperty("greeks");
                double Number(string name) => data.GetProperty(name).GetDouble();
                yield return Line(data.GetProperty("instrument_name").GetString()!, Number("mark_price"), Number("mark_iv"),
                    Number("underlying_price"), Number("index_price"), greeks.GetProperty("delta").GetDouble(),
                    greeks.GetProperty("vega").GetDouble(), greeks.GetProperty("theta").GetDouble(), Number("best_bid_price"),
                    Number("best_ask_amount"), Number("ask_iv"));
            }
        }
    }

    private static string Line(string name, params double[] numbers) =>
        $"{name} {string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}";
}
