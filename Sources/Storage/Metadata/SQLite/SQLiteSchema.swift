// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB

/// The tables, in steps that are applied once each, in order.
enum SQLiteSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        // New tables alone: no need to check every reference there is.
        migrator.registerMigration("2", foreignKeyChecks: .immediate) { try $0.execute(sql: second) }
        migrator.registerMigration("3", foreignKeyChecks: .immediate) { try $0.execute(sql: third) }
        migrator.registerMigration("4", foreignKeyChecks: .immediate) { try $0.execute(sql: fourth) }
        migrator.registerMigration("5", foreignKeyChecks: .immediate) { try $0.execute(sql: fifth) }
        return migrator
    }

    /// Makes the tables of the first version.
    ///
    /// Digests are text, times are microseconds since 1970. A deleted tag keeps its row as the tombstone.
    private static let first = """
        CREATE TABLE repository (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            events INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE blob (
            repository INTEGER NOT NULL REFERENCES repository,
            digest TEXT NOT NULL,
            size INTEGER NOT NULL,
            linkedAt INTEGER NOT NULL,
            PRIMARY KEY (repository, digest)
        ) WITHOUT ROWID;
        CREATE INDEX blobByDigest ON blob (digest);
        CREATE TABLE manifest (
            repository INTEGER NOT NULL REFERENCES repository,
            digest TEXT NOT NULL,
            mediaType TEXT NOT NULL,
            artifactType TEXT,
            size INTEGER NOT NULL,
            subject TEXT,
            annotations TEXT NOT NULL,
            visibility TEXT NOT NULL,
            pushedBy TEXT NOT NULL,
            pushedAt INTEGER NOT NULL,
            PRIMARY KEY (repository, digest)
        ) WITHOUT ROWID;
        CREATE INDEX manifestByDigest ON manifest (digest);
        CREATE INDEX manifestBySubject ON manifest (repository, subject, digest) WHERE subject IS NOT NULL;
        CREATE TABLE pointer (
            repository INTEGER NOT NULL REFERENCES repository,
            parent TEXT NOT NULL,
            child TEXT NOT NULL,
            PRIMARY KEY (repository, parent, child)
        ) WITHOUT ROWID;
        CREATE INDEX pointerByChild ON pointer (repository, child);
        CREATE TABLE tag (
            repository INTEGER NOT NULL REFERENCES repository,
            name TEXT NOT NULL,
            digest TEXT,
            lastDigest TEXT NOT NULL,
            changedAt INTEGER NOT NULL,
            changedBy TEXT NOT NULL,
            PRIMARY KEY (repository, name)
        ) WITHOUT ROWID;
        CREATE INDEX tagByDigest ON tag (repository, digest) WHERE digest IS NOT NULL;
        CREATE TABLE event (
            repository INTEGER NOT NULL REFERENCES repository,
            position INTEGER NOT NULL,
            time INTEGER NOT NULL,
            tag TEXT NOT NULL,
            kind TEXT NOT NULL,
            digest TEXT NOT NULL,
            previous TEXT,
            actor TEXT NOT NULL,
            reason TEXT,
            hold INTEGER,
            PRIMARY KEY (repository, position)
        ) WITHOUT ROWID;
        CREATE INDEX eventByTag ON event (repository, tag, position);
        CREATE TRIGGER eventIsNeverChanged BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
        CREATE TRIGGER eventIsNeverRemoved BEFORE DELETE ON event
            BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
        CREATE TABLE hold (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            repository INTEGER NOT NULL REFERENCES repository,
            tag TEXT NOT NULL,
            fromDigest TEXT,
            toDigest TEXT NOT NULL,
            state TEXT NOT NULL,
            rule TEXT NOT NULL,
            offeredBy TEXT NOT NULL,
            offeredFrom TEXT,
            offeredAt INTEGER NOT NULL,
            decidedBy TEXT,
            decidedAt INTEGER,
            reason TEXT
        );
        CREATE UNIQUE INDEX oneOpenHold ON hold (repository, tag) WHERE state = 'open';
        CREATE INDEX holdByTag ON hold (repository, tag, toDigest);
        CREATE INDEX holdByState ON hold (state, id);
        CREATE TABLE token (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            secretHash TEXT NOT NULL,
            repositories TEXT NOT NULL,
            rights TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            expiresAt INTEGER,
            revokedAt INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE tokenUse (
            token TEXT PRIMARY KEY,
            time INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE pull (
            repository INTEGER NOT NULL REFERENCES repository,
            digest TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (repository, digest)
        ) WITHOUT ROWID;
        CREATE TABLE setting (
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE corruption (
            digest TEXT PRIMARY KEY,
            noticedAt INTEGER NOT NULL,
            healedAt INTEGER
        ) WITHOUT ROWID;
        """

    /// Makes the index of images: which layers they have, in which order, and which base they claim.
    ///
    /// The chains are a tree in which only images and places where images part have a row (``LayerChain``). The digests
    /// of layers are bytes and not text, because a million of them is no rare case. Images that were pushed before are
    /// put into the index later; the setting says that there are some.
    private static let second = """
        CREATE TABLE chain (
            id INTEGER PRIMARY KEY,
            parent INTEGER NOT NULL REFERENCES chain,
            lowest BLOB NOT NULL,
            layers BLOB NOT NULL,
            depth INTEGER NOT NULL,
            chainID BLOB NOT NULL
        );
        CREATE UNIQUE INDEX chainByLowestLayer ON chain (parent, lowest);
        CREATE INDEX chainByChainID ON chain (chainID);
        INSERT INTO chain VALUES (0, 0, x'00', x'', 0, x'');
        CREATE TABLE image (
            repository INTEGER NOT NULL REFERENCES repository,
            manifest TEXT NOT NULL,
            config TEXT NOT NULL,
            os TEXT NOT NULL,
            architecture TEXT NOT NULL,
            variant TEXT,
            layers INTEGER NOT NULL,
            chain INTEGER NOT NULL REFERENCES chain,
            PRIMARY KEY (repository, manifest)
        ) WITHOUT ROWID;
        CREATE INDEX imageByChain ON image (chain);
        CREATE TABLE baseClaim (
            repository INTEGER NOT NULL REFERENCES repository,
            manifest TEXT NOT NULL,
            image TEXT NOT NULL,
            baseName TEXT,
            baseDigest TEXT,
            PRIMARY KEY (repository, manifest, image)
        ) WITHOUT ROWID;
        CREATE INDEX baseClaimByImage ON baseClaim (repository, image);
        CREATE INDEX baseClaimByBase ON baseClaim (baseDigest) WHERE baseDigest IS NOT NULL;
        INSERT INTO setting SELECT '\(ImageIndexProgress.setting)', '\(ImageIndexProgress.notBegun.text)'
            WHERE EXISTS (SELECT 1 FROM manifest);
        """

    /// Makes what a decision needs: comparisons by the digests compared, messages that are to be delivered, claims of
    /// several bases for one image, and the tags that ever meant a digest.
    ///
    /// Everything is put into the index of images once more: the provenance that is stored was not read before.
    private static let third = """
        CREATE TABLE comparison (
            id INTEGER PRIMARY KEY,
            fromDigest TEXT NOT NULL,
            toDigest TEXT NOT NULL,
            format INTEGER NOT NULL,
            madeAt INTEGER NOT NULL,
            failure TEXT,
            summary BLOB NOT NULL,
            document BLOB NOT NULL,
            UNIQUE (fromDigest, toDigest)
        );
        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            endpoint TEXT NOT NULL,
            message TEXT NOT NULL,
            event TEXT NOT NULL,
            facts BLOB NOT NULL,
            createdAt INTEGER NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            nextAttemptAt INTEGER NOT NULL,
            lastAttemptAt INTEGER,
            failure TEXT
        );
        CREATE INDEX deliveryByTime ON delivery (endpoint, state, nextAttemptAt, id);
        CREATE INDEX deliveryByState ON delivery (state, id);
        ALTER TABLE hold ADD COLUMN reopenedAt INTEGER;
        CREATE INDEX eventByDigest ON event (repository, digest, tag);
        ALTER TABLE baseClaim RENAME TO baseClaimOfVersion2;
        CREATE TABLE baseClaim (
            repository INTEGER NOT NULL REFERENCES repository,
            manifest TEXT NOT NULL,
            image TEXT NOT NULL,
            baseName TEXT,
            baseDigest TEXT,
            evidence TEXT NOT NULL
        );
        INSERT INTO baseClaim SELECT *, 'annotation' FROM baseClaimOfVersion2;
        DROP TABLE baseClaimOfVersion2;
        CREATE INDEX baseClaimByManifest ON baseClaim (repository, manifest);
        CREATE INDEX baseClaimByImage ON baseClaim (repository, image);
        CREATE INDEX baseClaimByBase ON baseClaim (baseDigest) WHERE baseDigest IS NOT NULL;
        INSERT INTO setting SELECT '\(ImageIndexProgress.setting)', '\(ImageIndexProgress.notBegun.text)'
            WHERE EXISTS (SELECT 1 FROM manifest) ON CONFLICT DO UPDATE SET value = excluded.value;
        """

    /// Makes what is remembered of the answers of upstream registries, a row for each tag that was asked about.
    private static let fourth = """
        CREATE TABLE upstreamCheck (
            repository INTEGER NOT NULL REFERENCES repository,
            tag TEXT NOT NULL,
            checkedAt INTEGER NOT NULL,
            digest TEXT,
            isSettled INTEGER NOT NULL,
            failure TEXT,
            PRIMARY KEY (repository, tag)
        ) WITHOUT ROWID;
        CREATE INDEX upstreamCheckByTime ON upstreamCheck (checkedAt);
        """

    /// Makes the logs: entries as they are hashed, tiles of hashes, heads, and what the rules of trust look up.
    ///
    /// Events may be about keys and requirements from now on, so their table is made anew. The logs of histories that
    /// are there are filled at the next start, because checkpoints have to be signed.
    private static let fifth = """
        CREATE TABLE eventOfVersion5 (
            repository INTEGER NOT NULL REFERENCES repository,
            position INTEGER NOT NULL,
            time INTEGER NOT NULL,
            tag TEXT,
            kind TEXT NOT NULL,
            digest TEXT,
            previous TEXT,
            actor TEXT NOT NULL,
            reason TEXT,
            hold INTEGER,
            PRIMARY KEY (repository, position)
        ) WITHOUT ROWID;
        INSERT INTO eventOfVersion5 SELECT * FROM event;
        DROP TABLE event;
        ALTER TABLE eventOfVersion5 RENAME TO event;
        CREATE INDEX eventByTag ON event (repository, tag, position);
        CREATE INDEX eventByDigest ON event (repository, digest, tag);
        CREATE TRIGGER eventIsNeverChanged BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
        CREATE TRIGGER eventIsNeverRemoved BEFORE DELETE ON event
            BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
        CREATE TABLE logEntry (
            repository INTEGER NOT NULL REFERENCES repository,
            position INTEGER NOT NULL,
            entry BLOB NOT NULL,
            PRIMARY KEY (repository, position)
        ) WITHOUT ROWID;
        CREATE TRIGGER logEntryIsNeverChanged BEFORE UPDATE ON logEntry
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER logEntryIsNeverRemoved BEFORE DELETE ON logEntry
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TABLE logTile (
            repository INTEGER NOT NULL REFERENCES repository,
            level INTEGER NOT NULL,
            number INTEGER NOT NULL,
            hashes BLOB NOT NULL,
            UNIQUE (repository, level, number)
        );
        CREATE TABLE logHead (
            repository INTEGER PRIMARY KEY REFERENCES repository,
            size INTEGER NOT NULL,
            range BLOB NOT NULL,
            checkpoint BLOB NOT NULL,
            policy TEXT
        );
        CREATE TABLE signature (
            repository INTEGER NOT NULL REFERENCES repository,
            identity TEXT NOT NULL,
            firstSeen INTEGER NOT NULL,
            PRIMARY KEY (repository, identity)
        ) WITHOUT ROWID;
        CREATE TABLE loggedKey (
            repository INTEGER NOT NULL REFERENCES repository,
            fingerprint TEXT NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (repository, fingerprint)
        ) WITHOUT ROWID;
        CREATE TABLE keyDecision (
            fingerprint TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            decidedBy TEXT NOT NULL,
            decidedAt INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE trustDocument (
            digest TEXT PRIMARY KEY,
            document BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX onePendingHold ON hold (repository, tag) WHERE state = 'pending';
        """
}
