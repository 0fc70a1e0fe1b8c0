using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Reads the frame of a message, whatever the order of its members, and checks that the whole message is one legal JSON object: the
/// decoders of <see cref="Envelope.Data"/> never meet broken JSON. Of members that occur twice the last one counts.
/// </summary>
[HotPath]
public static class EnvelopeReader
{
    private enum Method : byte
    {
        None,
        Subscription,
        Heartbeat,
        Other,
    }

    private enum HeartbeatType : byte
    {
        None,
        Heartbeat,
        TestRequest,
    }

    /// <summary>False, with <see cref="MessageKind.Malformed"/>, if the message is no JSON-RPC object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out Envelope envelope)
    {
        envelope = default;
        var frame = default(Envelope);
        var members = default(Members);
        var reader = new JsonReader(message);
        if (!reader.ReadStartObject() || !TryReadMembers(ref reader, ref frame, ref members) || reader.Read() || reader.Failed)
        {
            return false;
        }

        frame.Kind = Classify(ref frame, ref members);
        if (frame.Kind == MessageKind.Malformed)
        {
            return false;
        }

        envelope = frame;
        return true;
    }

    private static MessageKind Classify(scoped ref Envelope envelope, scoped ref Members members)
    {
        if (members.HasError)
        {
            return MessageKind.ErrorReply;
        }

        if (members.HasResult)
        {
            envelope.Data = members.Result;
            return MessageKind.Reply;
        }

        if (members.Method is Method.None or Method.Other)
        {
            envelope.Channel = default;
            return members.Method == Method.None ? MessageKind.Malformed : MessageKind.Unknown;
        }

        envelope.UnknownFields += members.UnknownParameters;
        if (members.Method == Method.Subscription)
        {
            var complete = !envelope.Channel.IsEmpty && !envelope.Data.IsEmpty;
            return complete ? ChannelNames.Classify(envelope.Channel) : MessageKind.Malformed;
        }

        return members.HeartbeatType switch
        {
            HeartbeatType.Heartbeat => MessageKind.Heartbeat,
            HeartbeatType.TestRequest => MessageKind.TestRequest,
            _ => MessageKind.Unknown,
        };
    }

    private static bool TryReadMembers(scoped ref JsonReader reader, scoped ref Envelope envelope, scoped ref Members members)
    {
        while (reader.ReadName())
        {
            var read = reader.NameEquals("params"u8) ? TryReadParameters(ref reader, ref envelope, ref members)
                : reader.NameEquals("method"u8) ? TryReadMethod(ref reader, out members.Method)
                : reader.NameEquals("jsonrpc"u8) ? reader.SkipValue()
                : reader.NameEquals("id"u8) ? TryReadId(ref reader, ref envelope)
                : reader.NameEquals("result"u8) ? members.HasResult = reader.CaptureValue(out members.Result)
                : reader.NameEquals("error"u8) ? TryReadError(ref reader, ref envelope, out members.HasError)
                : reader.NameEquals("usIn"u8) ? TryReadMicros(ref reader, out envelope.UsIn)
                : reader.NameEquals("usOut"u8) ? TryReadMicros(ref reader, out envelope.UsOut)
                : reader.NameEquals("usDiff"u8) ? reader.SkipValue()
                : reader.NameEquals("testnet"u8) ? reader.Read() && reader.TryGetBoolean(out envelope.Testnet)
                : SkipUnknown(ref reader, ref envelope.UnknownFields);
            if (!read)
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }

    private static bool TryReadParameters(scoped ref JsonReader reader, scoped ref Envelope envelope, scoped ref Members members)
    {
        envelope.Channel = default;
        envelope.Data = default;
        members.UnknownParameters = 0;
        members.HeartbeatType = HeartbeatType.None;
        if (!reader.ReadStartObject())
        {
            return !reader.Failed && reader.Skip();
        }

        while (reader.ReadName())
        {
            var read = reader.NameEquals("channel"u8) ? TryReadString(ref reader, out envelope.Channel)
                : reader.NameEquals("data"u8) ? reader.CaptureValue(out envelope.Data)
                : reader.NameEquals("type"u8) ? TryReadHeartbeatType(ref reader, out members.HeartbeatType)
                : reader.NameEquals("label"u8) ? reader.SkipValue()
                : SkipUnknown(ref reader, ref members.UnknownParameters);
            if (!read)
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }

    private static bool TryReadError(scoped ref JsonReader reader, scoped ref Envelope envelope, out bool hasError)
    {
        envelope.ErrorCode = 0;
        envelope.ErrorMessage = default;
        envelope.ErrorData = default;
        hasError = reader.Read() && reader.Kind != JsonKind.Null;
        if (reader.Kind != JsonKind.StartObject)
        {
            return !reader.Failed && reader.Skip();
        }

        while (reader.ReadName())
        {
            var read = reader.NameEquals("code"u8) ? TryReadErrorCode(ref reader, out envelope.ErrorCode)
                : reader.NameEquals("message"u8) ? TryReadString(ref reader, out envelope.ErrorMessage)
                : reader.NameEquals("data"u8) ? reader.CaptureValue(out envelope.ErrorData)
                : SkipUnknown(ref reader, ref envelope.UnknownFields);
            if (!read)
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }

    private static bool TryReadMethod(scoped ref JsonReader reader, out Method method)
    {
        var read = reader.Read();
        method = reader.StringEquals("subscription"u8) ? Method.Subscription
            : reader.StringEquals("heartbeat"u8) ? Method.Heartbeat
            : Method.Other;
        return read && reader.Kind == JsonKind.String;
    }

    private static bool TryReadHeartbeatType(scoped ref JsonReader reader, out HeartbeatType type)
    {
        var read = reader.Read();
        type = reader.StringEquals("heartbeat"u8) ? HeartbeatType.Heartbeat
            : reader.StringEquals("test_request"u8) ? HeartbeatType.TestRequest
            : HeartbeatType.None;
        return read && reader.Skip();
    }

    private static bool TryReadId(scoped ref JsonReader reader, scoped ref Envelope envelope)
    {
        var read = reader.Read();
        envelope.HasId = read && reader.Kind != JsonKind.Null;
        envelope.HasNumericId = reader.TryGetInt64(out envelope.Id);
        envelope.IdText = reader.Value;
        return read && reader.Skip();
    }

    private static bool TryReadErrorCode(scoped ref JsonReader reader, out int code)
    {
        var read = reader.Read();
        code = reader.TryGetInt64(out var wide) && wide is >= int.MinValue and <= int.MaxValue ? (int)wide : 0;
        return read && reader.Skip();
    }

    private static bool TryReadMicros(scoped ref JsonReader reader, out long micros)
    {
        var read = reader.Read();
        return (reader.TryGetInt64(out micros) || reader.Kind == JsonKind.Null) && read;
    }

    private static bool TryReadString(scoped ref JsonReader reader, out ReadOnlySpan<byte> text)
    {
        var read = reader.Read();
        text = reader.Value;
        return read && reader.Kind == JsonKind.String;
    }

    private static bool SkipUnknown(scoped ref JsonReader reader, ref int count)
    {
        count++;
        return reader.SkipValue();
    }

    private ref struct Members
    {
        public Method Method;
        public HeartbeatType HeartbeatType;
        public bool HasResult;
        public bool HasError;
        public int UnknownParameters;
        public ReadOnlySpan<byte> Result;
    }
}
