using System.Text.Json;
using LowLatencyHedger.App.Journaling;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Tests.Verbs;

public sealed class JournalVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-journal-verb-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Verify_SoundRun_CountsItsRecordsAndExitsWith0()
    {
        Record();

        var (exit, output, errors) = HedgerProcess.Run($"journal verify {_directory} --json");

        Assert.Equal(ExitCode.Done, exit);
        Assert.Empty(errors);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("RunEnd", json.RootElement.GetProperty("journalEnd").GetString());
        Assert.Equal(6, json.RootElement.GetProperty("records").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("counts").GetProperty("PlaceOrder").GetInt32());
    }

    [Fact]
    public void Verify_TornTail_WarnsWithTheByteAndExitsWith0()
    {
        var path = Record();
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - 30);
        }

        var (exit, errors) = Verify();

        Assert.Equal(ExitCode.Done, exit);
        Assert.StartsWith("WARNING", errors, StringComparison.Ordinal);
        Assert.Contains("at byte ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_HoleInTheMiddle_ExitsWith6()
    {
        var path = Record();
        var bytes = File.ReadAllBytes(path);
        bytes[36] ^= 1;
        File.WriteAllBytes(path, bytes);

        var (exit, errors) = Verify();

        Assert.Equal(ExitCode.VerificationFailed, exit);
        Assert.Contains("at byte 28", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_Json_IsOneObjectALineWithNamesAndDecimals()
    {
        Record();

        var lines = Dump(asJson: true).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal(["RunStart", "InstrumentDefined", "Clock", "Ticker", "PlaceOrder", "RunEnd"], lines.Select(line => line.GetProperty("kind").GetString()));
        var ticker = lines[3];
        Assert.Equal("BTC-PERPETUAL", ticker.GetProperty("instrument").GetString());
        Assert.Equal("2026-11-21T08:00:00.0000000Z", ticker.GetProperty("utc").GetString());
        Assert.Equal("91500.5", ticker.GetProperty("body").GetProperty("bestBid").GetRawText());
        Assert.Equal(JsonValueKind.Null, ticker.GetProperty("body").GetProperty("delta").ValueKind);
        var order = lines[4].GetProperty("body");
        Assert.Equal("0000002a-00000007", order.GetProperty("ref").GetString());

        // The verdict lies where other outputs have the venue's id of the order.
        Assert.Equal(ulong.MaxValue, order.GetProperty("verdict").GetProperty("conditionsHeld").GetUInt64());
        Assert.False(order.TryGetProperty("exchangeOrderId", out _));
        Assert.True(order.GetProperty("isReduceOnly").GetBoolean());
    }

    [Fact]
    public void Dump_KindAndTime_LeaveTheRestOut()
    {
        Record();

        Assert.Contains("PlaceOrder", Assert.Single(Dump(asJson: false, "placeorder")), StringComparison.Ordinal);
        Assert.Empty(Dump(asJson: false, new DateTime(2026, 11, 21, 8, 0, 1, DateTimeKind.Utc)));
    }

    [Fact]
    public void Dump_EventOfEveryKind_IsPrinted()
    {
        foreach (var kind in Enum.GetValues<InputKind>().Where(kind => kind is not (InputKind.None or InputKind.BookInvalidated)))
        {
            Assert.NotNull(EventFields.Body(new InputEvent { Kind = kind }));
        }
    }

    [Fact]
    public void Tail_RunThatGoesOn_PrintsWhatIsAdded()
    {
        using var writer = JournalWriter.Create(new JournalOptions { Directory = _directory, SegmentBytes = 128 * 1024 });
        writer.AppendText(RecordType.RunStart, "{}"u8);
        var reader = new JournalReader(writer.Directory);
        var lines = new RecordLines(asJson: false, []);
        Assert.Equal(["RunStart {}"], Lines(lines, reader));

        var input = Clock();
        for (var number = 0; number < 3000; number++)
        {
            while (!writer.TryAppendInput(number, in input))
            {
                writer.Keep();
            }
        }

        reader.Refresh();
        Assert.True(reader.SegmentCount > 1);
        Assert.Equal(3000, Lines(lines, reader).Length);
        writer.AppendText(RecordType.RunEnd, "{}"u8);
        reader.Refresh();
        Assert.Equal(["RunEnd {}"], Lines(lines, reader));
        Assert.Equal(JournalEnd.RunEnd, reader.End);
    }

    private static InputEvent Clock()
    {
        InputEvent clock = new() { Kind = InputKind.Clock, Instrument = InstrumentId.None };
        clock.Clock.UtcNanos = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * Nanos.PerMilli;
        return clock;
    }

    private static string[] Lines(RecordLines lines, JournalReader reader)
    {
        using var output = new StringWriter();
        lines.Write(reader, output);
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private string[] Dump(bool asJson, params string[] kinds) => Lines(new RecordLines(asJson, kinds), new JournalReader(JournalDirectory.ResolveRun(_directory)!));

    private string[] Dump(bool asJson, DateTime from) =>
        Lines(new RecordLines(asJson, []) { FromUtc = from }, new JournalReader(JournalDirectory.ResolveRun(_directory)!));

    private (int ExitCode, string Errors) Verify()
    {
        using var errors = new StringWriter();
        return (VerifyCommand.Run(JournalDirectory.ResolveRun(_directory)!, asJson: false, TextWriter.Null, errors), errors.ToString());
    }

    private string Record()
    {
        using var writer = JournalWriter.Create(new JournalOptions { Directory = _directory, SegmentBytes = 128 * 1024 });
        writer.AppendText(RecordType.RunStart, "{}"u8);
        var defined = new InputEvent { Kind = InputKind.InstrumentDefined, Instrument = new InstrumentId(3) };
        defined.InstrumentDefined.Name = InlineText32.From("BTC-PERPETUAL");
        var clock = Clock();
        var ticker = new InputEvent { Kind = InputKind.Ticker, Instrument = new InstrumentId(3) };
        ticker.Ticker.BestBid = Price.FromDouble(91500.5);
        ticker.Ticker.Delta = double.NaN;
        var order = new OutputEvent { Kind = OutputKind.PlaceOrder, Instrument = new InstrumentId(3), Ref = new OrderRef(0x2a, 7), IsReduceOnly = true };
        order.Verdict = new GateVerdict { ConditionsHeld = ulong.MaxValue, OrderControlsHeld = ulong.MaxValue, TightestValue = double.MaxValue };
        Assert.True(writer.TryAppendInput(0, in defined));
        Assert.True(writer.TryAppendInput(1, in clock));
        Assert.True(writer.TryAppendInput(2, in ticker));
        Assert.True(writer.TryAppendOutput(0, in order));
        writer.AppendText(RecordType.RunEnd, "{}"u8);
        return JournalDirectory.Segments(writer.Directory)[0];
    }
}
