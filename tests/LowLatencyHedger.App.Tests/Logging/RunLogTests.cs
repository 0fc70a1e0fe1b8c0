using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Tests.Logging;

public sealed class RunLogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-log-").FullName;
    private readonly StringWriter _people = new();

    private string Path => System.IO.Path.Combine(_directory, "log", "hedger.log");

    public void Dispose()
    {
        _people.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Write_EventWithReason_TellsPeopleAndProgramsTheSame()
    {
        var output = new OutputEvent { Instrument = InstrumentId.None, Reason = ReasonCode.DeltaAboveBand, Detail = -7 };
        using (var log = new RunLog(_people, new LogFile(Path, 1 << 20, 3)))
        {
            log.Write(LogLevel.Warning, "core", "trading state Paused:", output.Reason, new LogSubject(in output));
            log.Write(LogLevel.Critical, "engine", "first line\nsecond \"line\"");
        }

        var lines = Lines(Path);
        Assert.Equal(2, lines.Count);
        Assert.Equal(["utc", "level", "source", "reason", "detail", "text"], lines[0].Select(pair => pair.Key));
        Assert.Equal(("warning", "core"), ((string)lines[0]["level"]!, (string)lines[0]["source"]!));
        Assert.Equal(("DELTA_ABOVE_BAND", -7), ((string)lines[0]["reason"]!, (int)lines[0]["detail"]!));
        Assert.Equal("first line\nsecond \"line\"", (string)lines[1]["text"]!);
        var utc = (string)lines[0]["utc"]!;
        Assert.True(DateTime.TryParseExact(utc, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), utc);
        Assert.StartsWith(utc + " WARNING trading state Paused: DELTA_ABOVE_BAND detail=-7", _people.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_MoreThanFits_KeepsTheNewestFilesWithWholeLines()
    {
        const int Events = 200;
        const int BytesMax = 1_000;
        using (var log = new RunLog(_people, new LogFile(Path, BytesMax, 3)))
        {
            for (var i = 0; i < Events; i++)
            {
                log.Write(LogLevel.Info, "test", FormattableString.Invariant($"event {i}"));
            }
        }

        string[] files = [Path + ".3", Path + ".2", Path + ".1", Path];
        Assert.Equal(files.Order(), Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!).Order());
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, BytesMax));
        var told = files.SelectMany(Lines).Select(line => (string)line["text"]!).ToList();
        Assert.Equal(Enumerable.Range(Events - told.Count, told.Count).Select(i => FormattableString.Invariant($"event {i}")), told);
    }

    [Fact]
    public void Write_FileOfBefore_IsContinued()
    {
        for (var run = 0; run < 2; run++)
        {
            using var log = new RunLog(_people, new LogFile(Path, 1 << 20, 3));
            log.Write(LogLevel.Info, "test", "started");
        }

        Assert.Equal(2, Lines(Path).Count);
    }

    [Fact]
    public void Write_FileCannotBeWritten_TellsPeopleOnceAndGoesOnWhenItCan()
    {
        Directory.CreateDirectory(Path);
        using var log = new RunLog(_people, new LogFile(Path, 1 << 20, 3));
        log.Write(LogLevel.Info, "test", "one");
        log.Write(LogLevel.Info, "test", "two");
        Assert.Equal(3, _people.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        Directory.Delete(Path);
        log.Write(LogLevel.Info, "test", "three");

        Assert.Equal("three", (string)Lines(Path).Single()["text"]!);
    }

    private static List<JsonObject> Lines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var lines = new List<JsonObject>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(JsonNode.Parse(line)!.AsObject());
        }

        return lines;
    }
}
