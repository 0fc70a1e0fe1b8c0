using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Volatility;

/// <summary>A recorded chain of some 650 options, as tickers into a core that fits its own smiles.</summary>
public sealed class RecordedSurfaceTests
{
    [Theory]
    [InlineData("14")]
    [InlineData("16")]
    public void Source_OwnOnRecordedTickers_PricesWithinTheirBidsAndAsks(string day)
    {
        var recording = $"deribit_chains/btc_full_tickers_2026-01/options_202601{day}.csv.gz";
        var path = Recordings.Find(recording);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(recording));
        }

        var rows = Read(path).ToArray();
        var shift = StartUtcNanos - (rows.Max(row => row.TimeUtcMillis) * Nanos.PerMilli);
        var config = DefaultConfig();
        var underlying = config.Underlyings[0] with { Volatility = new VolatilitySettings { Source = VolatilitySource.Svi } };
        var harness = new CoreHarness(config with { Underlyings = [underlying] });
        harness.Clock().Define(0);
        for (var i = 0; i < rows.Length; i++)
        {
            Send(harness, rows[i], Option(i), shift);
        }

        while (harness.Snapshot.SmileFits < rows.Select(row => row.ExpiryUtcMillis).Distinct().Count() && harness.NowNanos < StartNanos + (6 * Nanos.PerSecond))
        {
            harness.Clock(1);
        }

        harness.Clock(1).Clock(1);
        var instruments = (InstrumentTable)typeof(HedgeCore)
            .GetField("_instruments", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(harness.Core)!;
        int quoted = 0, inside = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            if (row.Bid > 0 && row.Ask > 0 && (row.Kind == OptionType.Call) == (row.Strike >= row.Forward))
            {
                var years = Nanos.ToYears((row.ExpiryUtcMillis * Nanos.PerMilli) + shift - StartUtcNanos);
                Black76.Evaluate(new OptionInput((OptionKind)row.Kind, row.Forward, row.Strike, years, instruments[Option(i)].MarkVol), out var greeks);
                var slack = 0.02 * (row.Ask - row.Bid);
                quoted++;
                inside += greeks.Price / row.Forward >= row.Bid - slack && greeks.Price / row.Forward <= row.Ask + slack ? 1 : 0;
            }
        }

        Console.WriteLine($"{day}: {inside} of {quoted} bids and asks enclose the core's price; {(harness.NowNanos - StartNanos) / Nanos.PerMilli} ms");
        Assert.Equal(rows.Select(row => row.ExpiryUtcMillis).Distinct().Count(), harness.Snapshot.Smiles);
        Assert.True(quoted > 250 && inside >= 0.98 * quoted);
    }

    private static void Send(CoreHarness harness, Row row, InstrumentId id, long shift)
    {
        var definition = harness.Event(InputKind.InstrumentDefined, id);
        definition.InstrumentDefined = new InstrumentBody
        {
            Name = InlineText32.From($"BTC-OPTION-{id.Index}"),
            Underlying = Underlying,
            Kind = InstrumentKind.Option,
            Style = ContractStyle.Inverse,
            OptionType = row.Kind,
            Status = TradingStatus.Open,
            Strike = row.Strike,
            ExpiryUtcNanos = (row.ExpiryUtcMillis * Nanos.PerMilli) + shift,
            ContractSize = Quantity.FromDouble(1),
            MinTradeAmount = Quantity.FromDouble(0.1),
            TickSize = Price.FromDouble(0.0001),
            UpperTickAbove = Price.None,
            UpperTickSize = Price.None,
        };
        harness.Send(definition);
        var e = harness.Event(InputKind.Ticker, id);
        e.Ticker = TickerBody.Unknown;
        e.Ticker.UnderlyingPrice = row.Forward;
        e.Ticker.MarkIv = row.MarkVol;
        e.Ticker.BestBid = row.Bid > 0 ? Price.FromDouble(row.Bid) : Price.None;
        e.Ticker.BestAsk = row.Ask > 0 ? Price.FromDouble(row.Ask) : Price.None;
        e.Ticker.Status = TradingStatus.Open;
        harness.Send(e);
    }

    private static IEnumerable<Row> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split(',');
        int Column(string name) => Array.IndexOf(columns, name);
        var (expiry, time, strike, kind) = (Column("expiration_timestamp"), Column("timestamp"), Column("strike"), Column("option_type"));
        var (bid, ask, mark, forward) = (Column("best_bid_price"), Column("best_ask_price"), Column("mark_iv"), Column("underlying_price"));
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            double Number(int column) => double.Parse(fields[column], CultureInfo.InvariantCulture);
            yield return new Row(
                (long)Number(expiry),
                (long)Number(time),
                Number(strike),
                fields[kind] == "call" ? OptionType.Call : OptionType.Put,
                Number(bid),
                Number(ask),
                Number(mark) / 100,
                Number(forward));
        }
    }

    private sealed record Row(
        long ExpiryUtcMillis, long TimeUtcMillis, double Strike, OptionType Kind, double Bid, double Ask, double MarkVol, double Forward);
}
