using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>
/// The account's state at one place of a run, in a file beside its segments, so that a recovery reads only what follows. The file is a segment
/// of its own: a record that says where, then the events that lead a replica to the state. Cold.
/// </summary>
public static class AccountSnapshot
{
    public const string FileName = "account.snapshot";

    private const int WriteBufferBytes = 32 * 1024;
    private const int MaxRecordBytes = 1024;

    /// <summary>Hash over all that a state holds of the account; the same state has the same in any process.</summary>
    public static string Hash(AccountState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<long> figures =
        [
            state.Epoch, state.IsAdopted ? 1 : 0, state.TradesReadUtcNanos, state.AdoptedAtUtcNanos, state.FillsForgottenUtcNanos,
            BitConverter.DoubleToInt64Bits(state.Losses.ProfitUsd), BitConverter.DoubleToInt64Bits(state.Losses.DayStartUsd),
            BitConverter.DoubleToInt64Bits(state.Losses.PeakUsd), state.Losses.Day,
            state.Positions.Count, state.Fills.Count, state.Orders.Count,
        ];
        hash.AppendData(MemoryMarshal.AsBytes(figures));
        foreach (var position in state.Positions.OrderBy(position => position.Instrument.ToString(), StringComparer.Ordinal))
        {
            Append(hash, position.Instrument, default, default, [position.Size.Raw]);
        }

        foreach (var fill in state.Fills)
        {
            Append(
                hash, fill.Instrument, fill.TradeId, fill.ExchangeOrderId,
                [fill.Price.Raw, fill.Amount.Raw, (long)fill.Side, fill.ExchangeTimeUtcNanos]);
        }

        foreach (var order in state.Orders)
        {
            Append(
                hash, order.Instrument, order.ExchangeOrderId, default,
                [
                    order.Ref.Epoch, order.Ref.Number, (long)order.Side, order.Price.Raw, order.Amount.Raw, order.VenueFilled.Raw, order.Booked.Raw,
                    order.ValidUntilUtcNanos, order.IsEnded ? 1 : 0,
                ]);
        }

        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(result);
        return Convert.ToHexStringLower(result);
    }

    private static void Append(IncrementalHash hash, InlineText32 first, InlineText32 second, InlineText32 third, ReadOnlySpan<long> numbers)
    {
        Span<InlineText32> texts = [first, second, third];
        hash.AppendData(MemoryMarshal.AsBytes(texts));
        hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }

    /// <summary>Whole or not at all, and on the disk when it returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    internal static void Write(string run, uint epoch, ReadPosition position, AccountReplica replica)
    {
        var place = new Place(
            position.Segment, position.Offset, position.Chain.ToString("x16"), position.Records, Hash(replica.CaptureForNow()), 0);
        var events = replica.ToEvents();
        var path = Path.Combine(run, FileName);
        using (var stream = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.Read, WriteBufferBytes))
        {
            Span<byte> header = stackalloc byte[JournalFormat.SegmentHeaderSize];
            JournalFormat.WriteSegmentHeader(header, 1, epoch);
            stream.Write(header);
            Append(stream, RecordType.Snapshot, JsonSerializer.SerializeToUtf8Bytes(place with { Events = events.Count }, RunTextContext.Default.Place));
            Span<byte> payload = stackalloc byte[sizeof(long) + InputEvent.Size];
            for (var i = 0; i < events.Count; i++)
            {
                var e = events[i];
                BinaryPrimitives.WriteInt64LittleEndian(payload, i);
                MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in e, 1)).CopyTo(payload[sizeof(long)..]);
                Append(stream, RecordType.Input, payload);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        DirectorySync.Flush(run);
    }

    /// <summary>The replica as it was and a reader that stands behind it; null when there is no snapshot that is whole.</summary>
    internal static (JournalReader Reader, AccountReplica Replica)? Read(string run, CoreConfig config, Action<string> log)
    {
        var path = Path.Combine(run, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        var file = JournalReader.OfFile(path);
        var replica = new AccountReplica(config);
        if (!file.TryRead(out var first) || first.Type != RecordType.Snapshot || Parse(first.Text) is not { } place)
        {
            log($"{path} is no snapshot: the whole run is read ({file.Problem})");
            return null;
        }

        var events = 0;
        for (; file.TryRead(out var record); events++)
        {
            record.CopyTo(out InputEvent input);
            replica.OnInput(in input, record.Number);
        }

        if (file.End != JournalEnd.Open || events != place.Events || Hash(replica.Capture()) != place.Hash)
        {
            log($"{path} is damaged: the whole run is read ({file.Problem ?? "its state is another one"})");
            return null;
        }

        return (JournalReader.At(run, new ReadPosition(place.Segment, place.Offset, Convert.ToUInt64(place.Chain, 16), place.Records)), replica);
    }

    private static Place? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RunTextContext.Default.Place);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Append(FileStream stream, RecordType type, ReadOnlySpan<byte> payload)
    {
        Span<byte> record = stackalloc byte[MaxRecordBytes];
        record = record[..JournalFormat.RecordSize(payload.Length)];
        record.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)payload.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], (ushort)type);
        payload.CopyTo(record[JournalFormat.RecordHeaderSize..]);
        var sealedBytes = record[..^JournalFormat.ChecksumSize];
        BinaryPrimitives.WriteUInt32LittleEndian(record[sealedBytes.Length..], JournalFormat.Checksum(sealedBytes));
        stream.Write(record);
    }

    /// <summary>Where in the run the state was, how many events lead to it, and its hash.</summary>
    internal sealed record Place(int Segment, int Offset, string Chain, long Records, string Hash, int Events);
}
