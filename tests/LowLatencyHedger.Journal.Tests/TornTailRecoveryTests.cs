using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Journal.Tests;

/// <summary>
/// The machine loses power with an order on its way, and the journal is torn at any byte of its last records. Each time another process takes over what
/// is left, on the exchange as it was.
/// </summary>
public sealed partial class TornTailRecoveryTests : IDisposable
{
    private const int SegmentBytes = 16 * 1024 * 1024;
    private const int PaddingBytes = 256;
    private const int LastRecords = 12;

    private readonly TemporaryDirectory _directory = new();
    private string _expected = "";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Recover_TornAtEveryByteOfTheLastRecords_PositionsAreTheVenuesAndNoLabelIsUsedTwice()
    {
        string segment;
        using (var writer = JournalWriter.Create(new JournalOptions { Directory = _directory.Path, SegmentBytes = SegmentBytes }))
        {
            using var died = RunUntilPowerIsLost(writer);
            segment = JournalDirectory.Segments(writer.Directory)[0];
        }

        var ends = EndsOfRecords(Path.GetDirectoryName(segment)!);
        var whole = new byte[ends[^1] + PaddingBytes];
        File.ReadAllBytes(segment).AsSpan(0, ends[^1]).CopyTo(whole);
        var recoveredAt = 0;
        var recoveries = 0;
        for (var length = ends[^(LastRecords + 1)]; length <= ends[^1]; length++)
        {
            var torn = (byte[])whole.Clone();
            torn.AsSpan(length).Clear();
            File.WriteAllBytes(segment, torn);
            var state = AccountRecovery.Read(_directory.Path, 2, null, _ => { })!;
            var lastWhole = ends.FindLast(end => end <= length);
            if (lastWhole != recoveredAt)
            {
                (recoveredAt, _expected) = (lastWhole, AccountSnapshot.Hash(state));
                recoveries++;
                CheckNextRun();
                Recover(state);
            }

            Assert.Equal(_expected, AccountSnapshot.Hash(state));
        }

        Assert.Equal(LastRecords + 1, recoveries);
    }

    private static List<int> EndsOfRecords(string run)
    {
        var (reader, ends) = (new JournalReader(run), new List<int>());
        while (reader.TryRead(out _))
        {
            ends.Add(reader.Offset);
        }

        Assert.Equal(JournalEnd.Open, reader.End);
        return ends;
    }

    /// <summary>The torn end is cut off, and the number of the run is not used again.</summary>
    private void CheckNextRun()
    {
        using var next = JournalWriter.Create(new JournalOptions { Directory = _directory.Path, SegmentBytes = SegmentBytes });
        Assert.Equal(2u, next.Epoch);
        next.Dispose();
        Directory.Delete(next.Directory, recursive: true);
    }

    /// <summary>The same run up to the same moment, every time.</summary>
    private static VirtualEngine RunUntilPowerIsLost(JournalWriter? writer)
    {
        var engine = new VirtualEngine(new VirtualEngineOptions
        {
            Exchange = new ExchangeOptions { Seed = 5, TicksPerSecond = 50, OptionCount = 10, ClientTradesPerSecond = 20 },
            Core = RecordedRun.Config with { Epoch = 1 },
            LatencyNanos = 2 * Nanos.PerMilli,
        });
        var sent = new HashSet<string>();
        engine.OnTradingBytes = message =>
        {
            foreach (Match label in Label().Matches(Encoding.UTF8.GetString(message.Span)))
            {
                Assert.True(!IsOrder(message.Span) || sent.Add(label.Value), $"{label.Value} is sent twice");
            }
        };
        if (writer is not null)
        {
            Record(engine, writer);
        }

        var fills = 0;
        engine.OnHandled = (in InputEvent input, long _) => fills += input.Kind == InputKind.Fill ? 1 : 0;
        Assert.True(engine.RunUntil(() => engine.Snapshot().HedgesSent > 0 && fills > 30, 60 * Nanos.PerSecond));

        // An order is on its way, and while it is clients trade: fills and the order are among the last records.
        var hedges = engine.Snapshot().HedgesSent;
        Assert.True(engine.RunUntil(() => engine.Snapshot().HedgesSent > hedges && engine.Snapshot().UnresolvedOrders > 0, 60 * Nanos.PerSecond));
        engine.CrashAfter(1, requestsArrive: true, lingerNanos: 20 * Nanos.PerMilli);
        Assert.True(engine.RunUntil(() => !engine.IsRunning, Nanos.PerSecond));
        return engine;
    }

    private static void Record(VirtualEngine engine, JournalWriter writer)
    {
        using var core = JsonDocument.Parse(CoreConfigJson.Serialize(RecordedRun.Config with { Epoch = writer.Epoch }));
        writer.AppendText(RecordType.RunStart, new RunStart
        {
            Epoch = writer.Epoch, StartedUtc = "", Program = "test", Machine = "virtual", Core = core.RootElement,
        }.ToUtf8());
        var number = 0L;
        engine.OnInput = (in InputEvent input, long sequence) =>
        {
            Assert.True(writer.TryAppendInput(sequence, in input));
        };
        engine.OnOutput = (in OutputEvent output) =>
        {
            Assert.True(writer.TryAppendOutput(number++, in output));
        };
    }

    private static void Recover(AccountState state)
    {
        using var engine = RunUntilPowerIsLost(writer: null);
        Assert.Equal(1u, state.Epoch);
        engine.Restart(before: state);
        Assert.True(engine.RunUntil(() => engine.Snapshot().TradingState == TradingState.Active, 60 * Nanos.PerSecond));
        var hedges = engine.Snapshot().HedgesSent;
        Assert.True(engine.RunUntil(() => engine.Snapshot().HedgesSent > hedges, 60 * Nanos.PerSecond));
        Assert.True(engine.RunUntil(() => engine.Snapshot().UnresolvedOrders == 0, 60 * Nanos.PerSecond));

        Assert.Equal((0L, 1), (engine.Snapshot().PositionBreaks, engine.Snapshot().IsReconciled));
        Assert.True(engine.RunUntil(() => Difference(engine) is null, Nanos.PerSecond), Difference(engine));
    }

    private static string? Difference(VirtualEngine engine)
    {
        var account = engine.Model.FindAccount(engine.Model.Options.ClientId)!;
        foreach (var position in engine.Model.Positions(account, "BTC"))
        {
            Assert.True(engine.Instruments.TryFind(Encoding.UTF8.GetBytes(position.Instrument.Name), out var id));
            if (Math.Abs(position.Size - engine.Core.Position(id).ToDouble()) > 1e-9)
            {
                return $"{position.Instrument.Name}: {engine.Core.Position(id)} here, {position.Size} at the venue";
            }
        }

        return null;
    }

    private static bool IsOrder(ReadOnlySpan<byte> message) => message.IndexOf("\"private/buy\""u8) >= 0 || message.IndexOf("\"private/sell\""u8) >= 0;

    [GeneratedRegex("hx1-[0-9a-f]{8}-[0-9a-f]{8}")]
    private static partial Regex Label();
}
