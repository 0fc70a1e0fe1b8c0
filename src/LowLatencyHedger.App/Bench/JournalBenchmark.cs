using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Appending events to mapped segments: a book change of one level, of which the record keeps 72 bytes, and a ticker, of which it keeps all.
/// The floor copies as many bytes into memory of the same size and takes their CRC-32C. A thread of its own prepares segments and makes them
/// durable, as in the engine; full ones are deleted.
/// </summary>
internal sealed class JournalBenchmark : IBenchmark
{
    private const int SegmentBytes = 16 * 1024 * 1024;
    private const int Appends = 256;

    private readonly byte[] _memory = GC.AllocateArray<byte>(SegmentBytes, pinned: true);
    private int _position;
    private uint _checksum;

    public string Name => "journal";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var change = new InputEvent { Kind = InputKind.BookChunk, ReceivedNanos = 1, ExchangeTimeUtcNanos = 1 };
        change.Book = new BookBody { ChangeId = 2, PrevChangeId = 1, BidCount = 1 };
        change.Book.Levels[0] = new BookLevel { Price = Price.FromDouble(60_000), Amount = Quantity.FromDouble(10) };
        var ticker = new InputEvent { Kind = InputKind.Ticker, ReceivedNanos = 1, ExchangeTimeUtcNanos = 1 };
        ticker.Ticker = new TickerBody { MarkPrice = 0.05, Rho = 1, Funding8h = double.NaN, Status = TradingStatus.Open };
        return [Compare(rounds, "appendBookChange", change), Compare(rounds, "appendTicker", ticker)];
    }

    private BenchRow Compare(Rounds rounds, string name, InputEvent e)
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<InputEvent>(in e)).ToArray();
        var kept = JournalFormat.TrimmedLength(bytes);
        var source = bytes[..kept];
        var size = JournalFormat.RecordSize(sizeof(long) + kept);
        using var journal = new BenchJournal(SegmentBytes);
        var append = new Work(name, Appends, () => journal.Append(e, Appends));
        return rounds.Compare(append, new Work("copyAndChecksum", Appends, () => Copy(source, size)));
    }

    private void Copy(byte[] source, int size)
    {
        for (var i = 0; i < Appends; i++)
        {
            _position = _position + size > SegmentBytes ? 0 : _position;
            var record = _memory.AsSpan(_position, size);
            source.CopyTo(record);
            _checksum = JournalFormat.Checksum(record);
            _position += size;
        }
    }
}
