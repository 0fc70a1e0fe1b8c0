using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;

namespace LowLatencyHedger.Journal;

/// <summary>
/// The account's state at one place of a run, in a file beside its segments, so that a recovery reads only what follows. The file is a segment
/// of its own: a record that says where, then the events that lead a replica to the state. Cold.
/// </summary>
public static class AccountSnapshot
{
    public const string FileName = "account.snapshot";

    /// <summary>Hash over all that a state holds of the account; the same state has the same in any process.</summary>
    public static string Hash(AccountState state)
    {
        var text = new StringBuilder();
        text.AppendJoin(' ', state.Epoch, state.IsAdopted, state.TradesReadUtcNanos, state.AdoptedAtUtcNanos, state.FillsForgottenUtcNanos).Append('\n');
        var losses = state.Losses;
        text.Append(CultureInfo.InvariantCulture, $"{losses.ProfitUsd:R} {losses.DayStartUsd:R} {losses.PeakUsd:R} {losses.Day}\n");
        text.AppendJoin('\n', state.Positions.OrderBy(position => position.Instrument.ToString(), StringComparer.Ordinal)).Append('\n');
        text.AppendJoin('\n', state.Fills).Append('\n');
        text.AppendJoin('\n', state.Orders);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Whole or not at all, and on the disk when it returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    internal static void Write(string run, uint epoch, ReadPosition position, AccountReplica replica)
    {
        var place = new Place(
            position.Segment, position.Offset, position.Chain.ToString("x16"), position.Records, Hash(replica.Capture()), 0);
        var events = replica.ToEvents();
        var bytes = new MemoryStream();
        Span<byte> header = stackalloc byte[JournalFormat.SegmentHeaderSize];
        JournalFormat.WriteSegmentHeader(header, 1, epoch);
        bytes.Write(header);
        Append(bytes, RecordType.Snapshot, JsonSerializer.SerializeToUtf8Bytes(place with { Events = events.Count }, RunTextContext.Default.Place));
        var payload = new byte[sizeof(long) + InputEvent.Size];
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            BinaryPrimitives.WriteInt64LittleEndian(payload, i);
            MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in e, 1)).CopyTo(payload.AsSpan(sizeof(long)));
            Append(bytes, RecordType.Input, payload);
        }

        var path = Path.Combine(run, FileName);
        using (var stream = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            stream.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
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

    private static void Append(MemoryStream bytes, RecordType type, ReadOnlySpan<byte> payload)
    {
        var record = new byte[JournalFormat.RecordSize(payload.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)payload.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(4), (ushort)type);
        payload.CopyTo(record.AsSpan(JournalFormat.RecordHeaderSize));
        var sealedBytes = record.AsSpan(0, record.Length - JournalFormat.ChecksumSize);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sealedBytes.Length), JournalFormat.Checksum(sealedBytes));
        bytes.Write(record);
    }

    /// <summary>Where in the run the state was, how many events lead to it, and its hash.</summary>
    internal sealed record Place(int Segment, int Offset, string Chain, long Records, string Hash, int Events);
}
